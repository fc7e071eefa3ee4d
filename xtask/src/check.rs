//! `cargo xtask check`: the model checks.

use std::fs;
use std::num::NonZero;
use std::thread;

use latchwork_suite::report::{Description, Verdict};

use crate::cli::{CheckArgs, Checker};
use crate::filter;
use crate::miri;
use crate::outcome::Outcome;
use crate::programs::{Kind, Program};
use crate::replay;
use crate::results;
use crate::runner::{Job, Runner};
use crate::screen::Screen;
use crate::stop::Stop;
use crate::summary::{Summary, surprises};
use crate::table;
use crate::workspace::Workspace;

/// The checks to run.
#[derive(Clone, Debug)]
pub(crate) struct Selection<'a> {
    /// With these checkers.
    pub(crate) with: &'a [Checker],
    /// Those that all of these match.
    pub(crate) filters: &'a [String],
    /// Larger clients and more schedules.
    pub(crate) deep: bool,
    /// How many at a time.
    pub(crate) jobs: NonZero<usize>,
}

/// What came of them.
#[derive(Debug, Default)]
pub(crate) struct Explored {
    /// Object by object.
    pub(crate) outcomes: Vec<Outcome>,
    /// What could not be run, and why; these count as nothing.
    pub(crate) skipped: Vec<String>,
}

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
    };
    let explored = explore(screen, workspace, &selection)?;
    results::write(workspace, "check.json", &explored.outcomes)?;
    if let ([], [skip, ..]) = (&explored.outcomes[..], &explored.skipped[..]) {
        return Err(Stop::Missing(format!("nothing could be run; {skip}")));
    }
    let summary = Summary::of(&explored.outcomes);
    if args.json {
        anstream::println!("{}", results::json(&explored.outcomes));
    } else {
        report(workspace, &explored.outcomes);
        anstream::println!("\n{summary}");
    }
    for skip in &explored.skipped {
        screen.say(&format!("SKIPPED {skip}"));
    }
    Ok(summary.verdict())
}

/// Builds the checker programs and runs what `selection` chooses.
pub(crate) fn explore(
    screen: &Screen,
    workspace: &Workspace,
    selection: &Selection,
) -> Result<Explored, Stop> {
    let programs = build(screen, workspace, selection.with)?;
    let mut all = Vec::new();
    for program in &programs {
        all.extend(program.list()?);
    }
    if selection.with.contains(&Checker::Miri) {
        all.extend(miri::descriptions());
    }
    let chosen = by_object(filter::checks(all, selection.filters)?);
    let jobs: Vec<Job> = chosen
        .iter()
        .filter_map(|check| Job::of(check, &programs))
        .collect();
    let failures = workspace.failures();
    fs::create_dir_all(&failures)
        .map_err(|error| Stop::io(format_args!("cannot create {}", failures.display()), &error))?;
    let runner = Runner {
        screen,
        deep: selection.deep,
        jobs: selection.jobs,
        failures: &failures,
    };
    let mut explored = Explored {
        outcomes: runner.run(&jobs),
        skipped: Vec::new(),
    };
    let for_miri: Vec<&Description> = chosen.iter().filter(|it| miri::runs(it)).collect();
    match miri::run(screen, workspace, &for_miri)? {
        Ok(outcomes) => explored.outcomes.extend(outcomes),
        Err(skip) => explored.skipped.push(skip),
    }
    Ok(explored)
}

/// The programs of `with`, built at the same time.
pub(crate) fn build(
    screen: &Screen,
    workspace: &Workspace,
    with: &[Checker],
) -> Result<Vec<Program>, Stop> {
    let kinds: Vec<Kind> = with
        .iter()
        .filter_map(|checker| Kind::named(checker.name()))
        .collect();
    thread::scope(|scope| {
        let builds: Vec<_> = kinds
            .iter()
            .map(|kind| scope.spawn(|| kind.build(screen, workspace)))
            .collect();
        builds
            .into_iter()
            .map(|build| build.join().expect("a build does not panic"))
            .collect()
    })
}

/// The checks of an object beside each other, objects in the order of their first check.
fn by_object(checks: Vec<Description>) -> Vec<Description> {
    let place = |check: &Description| {
        checks
            .iter()
            .position(|it| (&it.layer, &it.object) == (&check.layer, &check.object))
    };
    let mut order: Vec<_> = checks
        .iter()
        .map(|check| (place(check), check.clone()))
        .collect();
    order.sort_by_key(|(place, _)| *place);
    order.into_iter().map(|(_, check)| check).collect()
}

/// Prints the table, and what was not as expected.
pub(crate) fn report(workspace: &Workspace, outcomes: &[Outcome]) {
    table::print(&table::checks(outcomes));
    for text in surprises(workspace, outcomes) {
        anstream::println!("\n{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::tests::description;

    #[test]
    fn objects_stay_together_in_the_order_of_their_first_check() {
        let of = |object: &str, id: &str| Description {
            object: object.into(),
            ..description(id)
        };
        let checks = vec![of("B", "1"), of("A", "2"), of("B", "3"), of("A", "4")];
        let ids: Vec<String> = by_object(checks)
            .into_iter()
            .map(|check| check.id)
            .collect();
        assert_eq!(ids, ["1", "3", "2", "4"]);
    }
}
