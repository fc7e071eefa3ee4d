//! `cargo xtask check`: the model checks.

use std::fs;
use std::num::NonZero;
use std::thread;

use latchwork_suite::report::{About, Description, Verdict};

use crate::cli::{CheckArgs, Checker};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table;
use crate::ground::workspace::Workspace;
use crate::model::filter;
use crate::model::layers::{self, Standing};
use crate::model::miri;
use crate::model::outcome::Outcome;
use crate::model::programs::{KINDS, Kind, Program};
use crate::model::replay;
use crate::model::runner::{Job, Runner};
use crate::model::shards::{self, Part, Set, Shard, ShardFile, Version};
use crate::model::summary::{Summary, surprises};

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
    /// This share of them only.
    pub(crate) shard: Option<Shard>,
}

impl Selection<'_> {
    /// Whether this is every check of the checkers that run by default: only then is
    /// there anything to say of a layer.
    fn is_whole(&self) -> bool {
        let with = |checker| self.with.contains(checker);
        self.filters.is_empty() && Checker::DEFAULT.iter().all(with)
    }
}

/// What came of them.
#[derive(Debug, Default)]
pub(crate) struct Explored {
    /// Object by object; last, the layers that are not checked.
    pub(crate) outcomes: Vec<Outcome>,
    /// The layers, bottom to top; none if this is a part of the checks.
    pub(crate) layers: Vec<Standing>,
    /// What could not be run, and why; these count as nothing.
    pub(crate) skipped: Vec<String>,
    /// What this is a share of, if it is one.
    pub(crate) set: Option<Set>,
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
        shard: args.shard,
    };
    let mut explored = explore(screen, workspace, &selection)?;
    if let (Some(shard), Some(set)) = (args.shard, explored.set.take()) {
        return share(screen, workspace, args, explored, shard, set);
    }
    write(screen, workspace, &explored.outcomes, selection.is_whole())?;
    if let ([], [skip, ..]) = (&explored.outcomes[..], &explored.skipped[..]) {
        return Err(Stop::Missing(format!("nothing could be run; {skip}")));
    }
    let verdict = show(screen, workspace, &explored, args.json);
    for skip in &explored.skipped {
        screen.say(&format!("SKIPPED {skip}"));
    }
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
        anstream::println!("{}", results::json(&explored.outcomes));
    } else {
        report(screen, workspace, explored);
        anstream::println!("\n{summary}");
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
        anstream::println!("\n{summary}");
    }
    let rows = explored.outcomes;
    let result = ShardFile { shard, set, rows };
    results::write(workspace, &file, &result)?;
    if args.json {
        anstream::println!("{}", results::json(&result));
    }
    let path = workspace.results().join(&file);
    screen.say(&format!(
        "This is shard {shard}: it is in {}. When all {} have run, bring their files together: \
         cargo xtask merge FILE…",
        workspace.shorten(&path).display(),
        shard.of(),
    ));
    Ok(summary.verdict())
}

/// Builds the checker programs and runs what `selection` chooses.
pub(crate) fn explore(
    screen: &Screen,
    workspace: &Workspace,
    selection: &Selection,
) -> Result<Explored, Stop> {
    if selection.shard.is_some() && selection.with.contains(&Checker::Miri) {
        return Err(Stop::Missing(
            "miri has no shards\nRun `cargo xtask check --with miri` by itself".to_owned(),
        ));
    }
    let programs = build(screen, workspace, selection.with)?;
    let mut all = Vec::new();
    for program in &programs {
        all.extend(program.list()?);
    }
    if selection.with.contains(&Checker::Miri) {
        all.extend(miri::descriptions());
    }
    let all_layers = latchwork_suite::layers::all();
    layers::placed(&all_layers, &all)?;
    let chosen = by_object(filter::checks(all, selection.filters)?);
    let set = match selection.shard {
        Some(_) => Some(set(workspace, selection, &programs, &chosen)?),
        None => None,
    };
    let jobs: Vec<Job> = match (selection.shard, &set) {
        (Some(shard), Some(set)) => {
            let share: Vec<&Part> = set.share(shard).collect();
            let job = |check| {
                let part = share.iter().find(|part| part.is(check))?;
                Job::of(check, part.split.then_some(shard), &programs)
            };
            chosen.iter().filter_map(job).collect()
        }
        _ => {
            let job = |check| Job::of(check, None, &programs);
            chosen.iter().filter_map(job).collect()
        }
    };
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
        set,
        ..Explored::default()
    };
    let for_miri: Vec<&Description> = chosen.iter().filter(|it| miri::runs(it)).collect();
    match miri::run(screen, workspace, &for_miri)? {
        Ok(outcomes) => explored.outcomes.extend(outcomes),
        Err(skip) => explored.skipped.push(skip),
    }
    if selection.is_whole() && selection.shard.is_none() {
        explored.layers = layers::standings(&all_layers, &explored.outcomes)?;
        let failures = layers::failures(&explored.layers);
        explored.outcomes.extend(failures);
    }
    Ok(explored)
}

/// What all shards of `selection` have in common.
fn set(
    workspace: &Workspace,
    selection: &Selection,
    programs: &[Program],
    chosen: &[Description],
) -> Result<Set, Stop> {
    let abouts: Vec<About> = programs
        .iter()
        .map(Program::about)
        .collect::<Result<_, _>>()?;
    Ok(Set {
        deep: selection.deep,
        filter: selection.filters.to_vec(),
        checkers: abouts.iter().map(Version::of).collect(),
        source: shards::digest(workspace)?,
        checks: chosen
            .iter()
            .map(|check| Part::of(check, &abouts))
            .collect(),
    })
}

/// The programs of `with`, built at the same time.
pub(crate) fn build(
    screen: &Screen,
    workspace: &Workspace,
    with: &[Checker],
) -> Result<Vec<Program>, Stop> {
    let asked = |kind: &Kind| with.iter().any(|checker| checker.name() == kind.name);
    let kinds: Vec<Kind> = KINDS.into_iter().filter(asked).collect();
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
    table::print(&table::checks(&explored.outcomes));
    if !explored.layers.is_empty() {
        anstream::println!();
        table::print(&layers::rows(&explored.layers));
    }
    if screen.verbose() {
        anstream::println!("{}", layers::conditions(&explored.layers));
    }
    for text in surprises(workspace, &explored.outcomes) {
        anstream::println!("\n{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::{description, row};

    #[test]
    fn a_part_of_the_checks_is_not_the_whole() {
        let filters = ["mcs".to_owned()];
        let whole = |with: &[Checker], filters: &[String]| {
            Selection {
                with,
                filters,
                deep: false,
                jobs: NonZero::<usize>::MIN,
                shard: None,
            }
            .is_whole()
        };
        let default = Checker::DEFAULT;
        let all = [&default[..], &[Checker::Miri]].concat();
        assert!(whole(&default, &[]) && whole(&all, &[]));
        assert!(!whole(&default, &filters));
        for part in [&default[1..], &default[..2]] {
            assert!(!whole(part, &[]), "{part:?}");
        }
    }

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
