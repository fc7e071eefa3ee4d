//! The model checks that somebody chose: built, run, and judged.

use std::fs;
use std::num::NonZero;

use latchwork_explore::Shard;
use latchwork_suite::report::{About, Description};

use crate::cli::Checker;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::filter;
use crate::model::known::Known;
use crate::model::layers::{self, Standing};
use crate::model::miri;
use crate::model::outcome::Outcome;
use crate::model::programs::{self, Program};
use crate::model::runner::{Job, Runner};
use crate::model::shards::{self, Part, Set, Version};

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
    /// Whatever earlier commands have found.
    pub(crate) fresh: bool,
}

impl Selection<'_> {
    /// Whether this is every check of the checkers that run by default: only then is
    /// there anything to say of a layer.
    pub(crate) fn is_whole(&self) -> bool {
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
    /// What is run with `--deep` only, and was not.
    pub(crate) left: Vec<Description>,
    /// What this is a share of, if it is one.
    pub(crate) set: Option<Set>,
}

/// Builds the checker programs and runs what `selection` chooses.
pub(crate) fn run(
    screen: &Screen,
    workspace: &Workspace,
    selection: &Selection,
) -> Result<Explored, Stop> {
    if selection.shard.is_some() && selection.with.contains(&Checker::Miri) {
        return Err(Stop::Missing(
            "miri has no shards\nRun `cargo xtask check --with miri` by itself".to_owned(),
        ));
    }
    let mut all = match selection.with.contains(&Checker::Miri) {
        true => miri::descriptions(workspace)?,
        false => Vec::new(),
    };
    filter::refuse_strangers(workspace, selection.with, &all, selection.filters)?;
    let programs = programs::build(screen, workspace, selection.with)?;
    for program in programs.iter().rev() {
        all.splice(0..0, program.list()?);
    }
    let all_layers = layers::all();
    let all_layers = all_layers.as_ref();
    layers::placed(all_layers, &all)?;
    let chosen = filter::checks(&all, selection.filters)?;
    let (chosen, left) = by_depth(chosen, selection.deep)?;
    if !left.is_empty() {
        screen.say(&format!("With --deep only: {}", names(&left)));
    }
    let chosen = by_object(chosen);
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
        outcomes: outcomes(screen, workspace, selection, &programs, &runner, &jobs)?,
        set,
        left,
        ..Explored::default()
    };
    let for_miri: Vec<&Description> = chosen.iter().filter(|it| miri::runs(it)).collect();
    match miri::run(screen, workspace, &for_miri)? {
        Ok(outcomes) => explored.outcomes.extend(outcomes),
        Err(skip) => explored.skipped.push(skip),
    }
    if selection.is_whole() && selection.shard.is_none() {
        explored.layers = layers::standings(all_layers, &explored.outcomes)?;
        let failures = layers::failures(&explored.layers);
        explored.outcomes.extend(failures);
    }
    Ok(explored)
}

/// What comes of `jobs`, in their order: what an earlier command has found of the same
/// program is not looked for again, unless that is asked for.
fn outcomes(
    screen: &Screen,
    workspace: &Workspace,
    selection: &Selection,
    programs: &[Program],
    runner: &Runner,
    jobs: &[Job],
) -> Result<Vec<Outcome>, Stop> {
    if selection.shard.is_some() {
        return Ok(runner.run(jobs));
    }
    let deep = selection.deep;
    let read = |program| Ok((program, Known::of(workspace, program)?));
    let mut known: Vec<(&Program, Known)> =
        programs.iter().map(read).collect::<Result<_, Stop>>()?;
    let mut outcomes: Vec<Option<Outcome>> = vec![None; jobs.len()];
    if !selection.fresh {
        for (job, outcome) in jobs.iter().zip(&mut outcomes) {
            let own = known
                .iter()
                .find(|(program, _)| program.kind == job.program.kind);
            *outcome = own.and_then(|(_, known)| known.outcome(job.check, deep));
        }
    }
    let left: Vec<usize> = (0..jobs.len())
        .filter(|&it| outcomes[it].is_none())
        .collect();
    let run: Vec<Job> = left.iter().map(|&index| jobs[index].clone()).collect();
    for ((index, job), outcome) in left.into_iter().zip(&run).zip(runner.run(&run)) {
        let own = known
            .iter_mut()
            .find(|(program, _)| program.kind == job.program.kind);
        if let Some((_, known)) = own {
            known.add(job.check, deep, &outcome);
        }
        outcomes[index] = Some(outcome);
    }
    for (program, known) in &known {
        // Then they are looked for again.
        if let Err(stop) = known.write(workspace, program) {
            screen.say(&format!(
                "the results are not kept for later: {}",
                stop.message()
            ));
        }
    }
    Ok(outcomes.into_iter().flatten().collect())
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

/// Those of `checks` to be run, and those that are run with `--deep` only, if this is not.
fn by_depth(
    checks: Vec<Description>,
    deep: bool,
) -> Result<(Vec<Description>, Vec<Description>), Stop> {
    let (chosen, left): (Vec<_>, Vec<_>) = checks.into_iter().partition(|it| deep || !it.deep);
    match chosen.is_empty() {
        true => Err(Stop::Missing(format!(
            "nothing of this is run without `--deep`: {}",
            names(&left)
        ))),
        false => Ok((chosen, left)),
    }
}

/// The names of `checks`, each with its checker.
fn names(checks: &[Description]) -> String {
    let names = checks
        .iter()
        .map(|it| format!("{} ({})", it.id, it.checker));
    names.collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::description;

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
                fresh: false,
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
    fn what_is_left_to_deep_runs_is_named() {
        let large = Description {
            deep: true,
            ..description("A/9x9")
        };
        let checks = || vec![description("A/2x1"), large.clone()];
        let (chosen, left) = by_depth(checks(), false).expect("one is to be run");
        assert_eq!((chosen.len(), &*names(&left)), (1, "A/9x9 (loom)"));
        let (chosen, left) = by_depth(checks(), true).expect("both are to be run");
        assert_eq!((chosen.len(), left.len()), (2, 0));
        let none = by_depth(vec![large.clone()], false).expect_err("it is asked for alone");
        assert!(none.message().ends_with("`--deep`: A/9x9 (loom)"));
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
