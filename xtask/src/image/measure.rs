//! `cargo xtask measure`: how many instructions the paths of the locks' operations take.
//!
//! The image runs on one virtual CPU whose clock counts instructions. It is booted more than
//! once, and says the same each time, or this fails.

use std::collections::BTreeMap;

use latchwork_kernel_lib::protocol::{INTERRUPT, Word};
use latchwork_kernel_lib::selftest::LOCKS;
use latchwork_suite::report::Verdict;
use serde::Serialize;

use crate::cli::{MeasureArgs, Profile};
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{NOTHING, Table, number, print, table};
use crate::ground::workspace::Workspace;
use crate::image::boot::{self, Plan};
use crate::image::peers::PEERS;
use crate::image::serial::Path;
use crate::setup::consent::Consent;

/// The columns of the table: the operations, as the image calls them.
const OPERATIONS: [&str; 3] = ["lock, unlock", "try_lock, unlock", "try_lock in vain"];

/// The rows of each lock: the policies, as the image calls them.
const POLICIES: [&str; 3] = ["as is", "preemption off", "interrupts off"];

/// What the image calls that which every lock does.
const FLOOR: &str = "none";

/// How many instructions an interrupt takes at most, whose handler does nothing.
const MOST_OF_INTERRUPT: u64 = 60;

/// A row of `measure.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// The lock; `none` for what every lock does.
    lock: String,
    /// What the CPU does around holding.
    policy: String,
    /// What is called.
    operation: String,
    /// How many instructions its path has, alone.
    instructions: u64,
}

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &MeasureArgs,
) -> Result<Verdict, Stop> {
    boot::set_up(screen, Consent::new(args.yes), crate::cli::Accel::Tcg)?;
    let rows = match measure(screen, workspace, args.repeat)? {
        Ok(rows) => rows,
        Err(wrong) => {
            anstream::eprintln!("{wrong}");
            return Ok(Verdict::Fail);
        }
    };
    if args.json {
        line(results::json(&rows));
    } else {
        show(&rows);
    }
    Ok(Verdict::Pass)
}

/// Boots the image so often, and writes the rows; or what is wrong with them.
pub(crate) fn measure(
    screen: &Screen,
    workspace: &Workspace,
    repeat: u32,
) -> Result<Result<Vec<Row>, String>, Stop> {
    let image = boot::build(screen, workspace, Profile::Release)?;
    let plan = Plan {
        counting: true,
        kernel_args: [Word::TestsOff, Word::CurveOff, Word::Measure]
            .map(|word| word.to_string())
            .to_vec(),
        ..Plan::new(1, Profile::Release)
    };
    let mut runs = Vec::new();
    for _ in 0..repeat {
        let boot = plan.run(screen, &image, false)?;
        if boot.report.result != Verdict::Pass {
            return Ok(Err(boot.explain()));
        }
        runs.push(boot.serial.paths);
    }
    let rows = match judged(&runs) {
        Ok(rows) => rows,
        Err(wrong) => return Ok(Err(wrong)),
    };
    results::write(workspace, "measure.json", &rows)?;
    Ok(Ok(rows))
}

/// The rows that all runs agree on: each path of each lock under each policy, as long each
/// time that it was gone. Or what is wrong.
fn judged(runs: &[Vec<Path>]) -> Result<Vec<Row>, String> {
    let mut wrong = Vec::new();
    let mut lengths: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for path in runs.iter().flatten() {
        let Path { least, most, .. } = *path;
        let name = name(&path.lock, &path.policy, &path.operation);
        if path.operation == INTERRUPT && most > MOST_OF_INTERRUPT {
            wrong.push(format!(
                "{name}: {most} instructions, and {MOST_OF_INTERRUPT} are allowed"
            ));
        }
        if least != most {
            wrong.push(format!("{name}: {least} to {most} instructions in one run"));
        }
        let key = (&*path.lock, &*path.policy, &*path.operation);
        let before = *lengths.entry(key).or_insert(least);
        if before != least {
            wrong.push(format!(
                "{name}: {before} instructions, and {least} in another run"
            ));
        }
    }
    for run in runs {
        for (lock, policy, operation) in expected() {
            let is_it =
                |it: &&Path| (&*it.lock, &*it.policy, &*it.operation) == (lock, policy, operation);
            if run.iter().filter(is_it).count() != 1 {
                let name = name(lock, policy, operation);
                wrong.push(format!("{name}: not measured once in each run"));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let first = runs.first().into_iter().flatten();
    Ok(first
        .map(|path| Row {
            lock: path.lock.clone(),
            policy: path.policy.clone(),
            operation: path.operation.clone(),
            instructions: path.least,
        })
        .collect())
}

fn name(lock: &str, policy: &str, operation: &str) -> String {
    format!("{lock}, {policy}, {operation}")
}

/// What a run must measure.
fn expected() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let floors = POLICIES.map(|policy| (FLOOR, policy, OPERATIONS[0]));
    let locks = LOCKS.iter().flat_map(|&lock| {
        POLICIES
            .into_iter()
            .flat_map(move |policy| OPERATIONS.map(|operation| (lock, policy, operation)))
    });
    let interrupt = (FLOOR, POLICIES[0], INTERRUPT);
    floors.into_iter().chain([interrupt]).chain(locks)
}

/// Prints the rows, and those of others.
fn show(rows: &[Row]) {
    print(&paths(rows));
    prose(
        "Instructions, alone on one CPU. The first rows are the floor: one exchange and one \
         store, and each policy with nothing in it. Interrupts are off while this is measured, \
         so that none are turned on again: that is one instruction more.",
    );
    if let Some(row) = rows.iter().find(|row| row.operation == INTERRUPT) {
        prose(format!(
            "An interrupt whose handler does nothing takes {} instructions, from its coming to \
             the interrupted code.",
            row.instructions
        ));
    }
    line("");
    let mut others = table(&["kernel", "path", "instructions"]);
    for peer in PEERS {
        others.row([
            peer.kernel.into(),
            peer.path.into(),
            number(peer.instructions),
        ]);
    }
    print(&others);
    prose("Paths of others that take locks, counted in the same way (docs/measure.md).");
}

/// The paths as a table: a row for each lock and policy, a column for each operation.
fn paths(rows: &[Row]) -> Table {
    let mut header = vec!["lock", "policy"];
    header.extend(OPERATIONS);
    let mut table = table(&header);
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        let key = (&*row.lock, &*row.policy);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let length = |operation: &str| {
            let mut same = rows.iter().filter(|it| (&*it.lock, &*it.policy) == key);
            let row = same.find(|it| it.operation == operation);
            number(row.map_or_else(|| NOTHING.to_owned(), |it| it.instructions.to_string()))
        };
        let mut cells = vec![key.0.into(), key.1.into()];
        cells.extend(OPERATIONS.map(length));
        table.row(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::table::tests::fits_every_terminal;

    /// A run that measures everything.
    fn run() -> Vec<Path> {
        let path = |(lock, policy, operation): (&str, &str, &str)| Path {
            lock: lock.to_owned(),
            policy: policy.to_owned(),
            operation: operation.to_owned(),
            least: 8,
            most: 8,
        };
        expected().map(path).collect()
    }

    #[test]
    fn runs_that_agree_are_rows() {
        let rows = judged(&[run(), run()]).expect("they agree");
        assert_eq!(rows.len(), expected().count());
        let json = serde_json::to_value(&rows[4]).expect("serializes");
        let expected = serde_json::json!({
            "lock": LOCKS[0], "policy": "as is", "operation": "lock, unlock", "instructions": 8,
        });
        assert_eq!(json, expected);
        fits_every_terminal(&paths(&rows));
    }

    #[test]
    fn runs_that_differ_are_refused() {
        let mut other = run();
        (other[5].least, other[5].most) = (9, 9);
        let wrong = judged(&[run(), other]).expect_err("they differ");
        assert!(
            wrong.contains("8 instructions, and 9 in another run"),
            "{wrong}"
        );
    }

    #[test]
    fn a_path_that_is_not_as_long_each_time_is_refused() {
        let mut other = run();
        other[7].most = 12;
        let wrong = judged(&[other]).expect_err("an interrupt, it seems");
        assert!(wrong.contains("8 to 12 instructions in one run"), "{wrong}");
    }

    #[test]
    fn an_interrupt_that_takes_too_long_is_refused() {
        let mut slow = run();
        let is_interrupt = |path: &&mut Path| path.operation == INTERRUPT;
        let path = slow.iter_mut().find(is_interrupt).expect("it is measured");
        (path.least, path.most) = (61, 61);
        let wrong = judged(&[slow]).expect_err("it takes too long");
        assert!(
            wrong.contains("61 instructions, and 60 are allowed"),
            "{wrong}"
        );
    }

    #[test]
    fn a_path_that_is_missing_is_refused() {
        let mut other = run();
        let lost = other.pop().expect("there are some");
        let wrong = judged(&[run(), other]).expect_err("one is missing");
        assert_eq!(wrong.lines().count(), 1, "{wrong}");
        assert!(
            wrong.contains(&lost.lock) && wrong.contains("not measured once"),
            "{wrong}"
        );
    }
}
