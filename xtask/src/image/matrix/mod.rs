//! `cargo xtask boot --matrix`: the image on many machines, on each of which it must end as
//! the table says.

mod entry;
mod must;
mod row;
mod rows;

use std::path::Path;
use std::time::Duration;

use latchwork_suite::report::Verdict;

use crate::cli::{Accel, BootArgs};
use crate::ground::output::line;
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{Table, bad, good, noted, number, print, table};
use crate::ground::time;
use crate::ground::workspace::Workspace;
use crate::image::boot;
use crate::setup::consent::Consent;
use crate::setup::packages::{self, Tool};

pub(crate) use self::entry::{Entry, Summary};
pub(crate) use self::row::Row;
pub(crate) use self::rows::{quick, rows, wrong};

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &BootArgs,
) -> Result<Verdict, Stop> {
    let consent = Consent::new(args.yes);
    boot::set_up(screen, consent, Accel::Tcg)?;
    // What needs it is skipped without it, and says so.
    for tool in [Tool::IsoMaker, Tool::Firmware] {
        if let Err(stop) = packages::tool(screen, consent, tool) {
            screen.say(stop.message());
        }
    }
    let image = boot::build(screen, workspace, args.profile)?;
    let limit = Duration::from_secs(args.timeout);
    let rows = if args.quick { quick() } else { rows() };
    let say = |text: &str| screen.print(text);
    let entries = boots(screen, &image, &rows, limit, say)?;
    let summary = Summary::of(&entries);
    // What cannot be written is shown all the same.
    let written = results::write(workspace, "matrix.json", &entries);
    line("");
    print(&shown(&entries));
    line("");
    line(&summary);
    written?;
    Ok(summary.verdict())
}

/// Boots `image` as each of `rows` says; one that takes longer than `limit` hangs. `say` is
/// told how each ended.
pub(crate) fn boots(
    screen: &Screen,
    image: &Path,
    rows: &[Row],
    limit: Duration,
    say: impl Fn(&str),
) -> Result<Vec<Entry>, Stop> {
    let mut entries = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let entry = row.boot(screen, image, limit)?;
        say(&format!("{} of {}: {entry}", index + 1, rows.len()));
        entries.push(entry);
    }
    Ok(entries)
}

/// The entries, a row each.
fn shown(entries: &[Entry]) -> Table {
    let header = [
        "machine", "CPUs", "model", "MiB", "loader", "host", "kernel", "expected", "result", "time",
    ];
    let mut table = table(&header).wrapping(&["model", "kernel", "expected"]);
    for entry in entries {
        let result = match entry.result {
            entry::Result::Pass => good("pass"),
            entry::Result::Fail => bad("FAIL"),
            entry::Result::Skipped => noted("skipped"),
        };
        table.row([
            entry.machine.as_str().into(),
            number(&entry.topology),
            entry.cpu.as_str().into(),
            number(entry.memory),
            entry.loader.as_str().into(),
            entry.host.as_str().into(),
            entry.kernel_args.as_str().into(),
            entry.expected.as_str().into(),
            result,
            number(time::show(entry.seconds)),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::table::tests::fits_every_terminal;

    #[test]
    fn the_table_is_read_on_any_terminal() {
        let entries: Vec<Entry> = rows().iter().map(Row::entry).collect();
        fits_every_terminal(&shown(&entries));
    }
}
