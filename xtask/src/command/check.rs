//! `cargo xtask check`: the model checks.

use latchwork_explore::Shard;
use latchwork_suite::report::Verdict;

use crate::cli::CheckArgs;
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table;
use crate::ground::workspace::Workspace;
use crate::model::explore::{self, Explored, Selection};
use crate::model::layers;
use crate::model::outcome::Outcome;
use crate::model::replay;
use crate::model::rows;
use crate::model::shards::{self, Set, ShardFile};
use crate::model::summary::Summary;
use crate::model::surprises::surprises;
use crate::setup::consent::in_ci;

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &CheckArgs,
) -> Result<Verdict, Stop> {
    if let Some(file) = &args.replay {
        return replay::command(screen, workspace, file);
    }
    let selection = Selection {
        with: &args.with,
        filters: &args.filter,
        deep: args.deep,
        jobs: args.jobs,
        shard: args.shard,
        fresh: args.fresh || in_ci(),
    };
    let mut explored = explore::run(screen, workspace, &selection)?;
    if let (Some(shard), Some(set)) = (args.shard, explored.set.take()) {
        return share(screen, workspace, args, explored, shard, set);
    }
    // What cannot be written is shown all the same.
    let written = write(screen, workspace, &explored.outcomes, selection.is_whole());
    if let ([], [skip, ..]) = (&explored.outcomes[..], &explored.skipped[..]) {
        return Err(Stop::Missing(format!("nothing could be run; {skip}")));
    }
    let verdict = show(screen, workspace, &explored, args.json);
    for skip in &explored.skipped {
        screen.say(&format!("SKIPPED {skip}"));
    }
    written?;
    Ok(verdict)
}

/// Shows what came of all checks, as rows of JSON or as tables.
pub(crate) fn show(
    screen: &Screen,
    workspace: &Workspace,
    explored: &Explored,
    json: bool,
) -> Verdict {
    let summary = Summary::of(&explored.outcomes);
    if json {
        line(results::json(&explored.outcomes));
    } else {
        report(screen, workspace, explored);
        prose(format_args!("\n{summary}"));
    }
    summary.verdict()
}

/// Writes and shows what came of `shard` of `set`.
fn share(
    screen: &Screen,
    workspace: &Workspace,
    args: &CheckArgs,
    explored: Explored,
    shard: Shard,
    set: Set,
) -> Result<Verdict, Stop> {
    let file = shards::name(shard);
    let summary = Summary::of(&explored.outcomes);
    if !args.json {
        report(screen, workspace, &explored);
        prose(format_args!("\n{summary}"));
    }
    let rows = explored.outcomes;
    let result = ShardFile { shard, set, rows };
    let written = results::write(workspace, &file, &result);
    if args.json {
        line(results::json(&result));
    }
    written?;
    let path = workspace.results().join(&file);
    screen.say(&format!(
        "This is shard {shard}: it is in {}. When all {} have run, bring their files together: \
         cargo xtask merge FILE…",
        workspace.shorten(&path).display(),
        shard.of(),
    ));
    Ok(summary.verdict())
}

/// The file with the rows of all checks.
const ALL: &str = "check.json";

/// The file with the rows of some of them.
const SOME: &str = "check-filtered.json";

/// Writes `outcomes` to [`ALL`] if they are the `whole`. Otherwise that stays as it is.
pub(crate) fn write(
    screen: &Screen,
    workspace: &Workspace,
    outcomes: &[Outcome],
    whole: bool,
) -> Result<(), Stop> {
    if whole {
        return results::write(workspace, ALL, &outcomes);
    }
    results::write(workspace, SOME, &outcomes)?;
    screen.say(&format!(
        "These are some of the checks: their rows are in {SOME}, and {ALL} is as it was."
    ));
    Ok(())
}

/// Prints the tables, and what was not as expected.
pub(crate) fn report(screen: &Screen, workspace: &Workspace, explored: &Explored) {
    table::print(&rows::checks(&explored.outcomes));
    if !explored.layers.is_empty() {
        line("");
        table::print(&layers::rows(&explored.layers));
    }
    if screen.verbose() {
        line(layers::conditions(&explored.layers));
    }
    for text in surprises(workspace, &explored.outcomes) {
        line(format_args!("\n{text}"));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::outcome::tests::{description, row};

    #[test]
    fn a_part_does_not_replace_the_whole() {
        let target = tempfile::tempdir().expect("a directory");
        let workspace = serde_json::json!({
            "workspace_root": "", "target_directory": target.path(), "packages": [],
        });
        let workspace: Workspace = serde_json::from_value(workspace).expect("is one");
        let screen = Screen::new(false);
        let rows = |file: &str| -> Vec<serde_json::Value> {
            let text = fs::read_to_string(workspace.results().join(file)).expect("is there");
            serde_json::from_str(&text).expect("parses")
        };
        let outcome = Outcome::found(row(&description("a"), Verdict::Pass));
        let two = [outcome.clone(), outcome];
        write(&screen, &workspace, &two, true).expect("is written");
        write(&screen, &workspace, &two[..1], false).expect("is written");
        assert_eq!((rows(ALL).len(), rows(SOME).len()), (2, 1));
    }
}
