//! `cargo xtask merge`: one result from those of all shards.

use latchwork_suite::report::Verdict;

use crate::cli::{Checker, MergeArgs};
use crate::command::check;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::explore::Explored;
use crate::model::layers;
use crate::model::shards::{self, Set, ShardFile};

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &MergeArgs,
) -> Result<Verdict, Stop> {
    let read = |file: &std::path::PathBuf| -> Result<_, Stop> {
        Ok((file.display().to_string(), ShardFile::read(file)?))
    };
    let files: Vec<(String, ShardFile)> = args.files.iter().map(read).collect::<Result<_, _>>()?;
    let outcomes = shards::join(&files).map_err(Stop::Missing)?;
    let set = &files[0].1.set;
    if set.source != shards::digest(workspace)? {
        return Err(Stop::Missing(format!(
            "{} is of another source than this workspace holds\n\
             Merge where that source is checked out",
            files[0].0
        )));
    }
    let mut explored = Explored {
        outcomes,
        ..Explored::default()
    };
    let whole = is_whole(set);
    if whole {
        explored.layers = layers::standings(layers::all().as_ref(), &explored.outcomes)?;
        let failures = layers::failures(&explored.layers);
        explored.outcomes.extend(failures);
    }
    // What cannot be written is shown all the same.
    let written = check::write(screen, workspace, &explored.outcomes, whole);
    let verdict = check::show(screen, workspace, &explored, args.json);
    written?;
    Ok(verdict)
}

/// Whether `set` is every check of the checkers that run by default.
fn is_whole(set: &Set) -> bool {
    let has = |checker: &Checker| set.checkers.iter().any(|it| it.checker == checker.name());
    set.filter.is_empty() && Checker::DEFAULT.iter().all(has)
}
