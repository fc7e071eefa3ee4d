//! The steps that check: with one checker, layer by layer, an example, each mutant.

use latchwork_suite::report::Verdict;

use crate::cli::Checker;
use crate::curves::{self, again, validate};
use crate::gate::example::{Example, Printed};
use crate::gate::pages::{self, Drawn};
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::ground::stop::Stop;
use crate::model::explore::{self, Selection};
use crate::model::layers;
use crate::model::outcome::Outcome;
use crate::model::summary::Summary;
use crate::model::surprises::surprises;
use crate::mutate::{self, Effort};

/// All checks with `checker`.
pub(super) fn all(gate: &Gate<'_>, checker: Checker) -> Result<End, Stop> {
    let selection = Selection {
        with: &[checker],
        filters: &[],
        deep: gate.deep,
        jobs: gate.jobs,
        shard: None,
        fresh: true,
    };
    let explored = explore::run(gate.screen, gate.workspace, &selection)?;
    let (passed, failed) = Summary::of(&explored.outcomes).counts();
    let surprises = surprises(gate.workspace, &explored.outcomes);
    let deep_only = match explored.left.len() {
        0 => String::new(),
        count => format!("; {count} with --deep only"),
    };
    gate.left
        .lock()
        .expect("no thread panics here")
        .extend(explored.left);
    let outcomes = explored.outcomes.into_iter();
    let mut all = gate.outcomes.lock().expect("no thread panics here");
    all.extend(outcomes.map(|outcome| (checker, outcome)));
    Ok(match &explored.skipped[..] {
        [why, ..] => End::Skipped(why.clone()),
        [] if passed + failed == 0 => End::Failed(format!("{} has no checks", checker.name())),
        [] if failed == 0 => End::Passed(format!("{passed} checks as expected{deep_only}")),
        [] => End::Failed(surprises.join("\n")),
    })
}

/// Judges by the outcomes of the steps that check, which must have been run.
pub(super) fn layers(gate: &Gate<'_>) -> Result<End, Stop> {
    let outcomes = gate.outcomes();
    if !have_all_run(&outcomes) {
        let steps = Checker::DEFAULT.map(|checker| format!("`check {}`", checker.name()));
        let why = format!("it sums up the steps {}", steps.join(", "));
        return Ok(End::Skipped(why));
    }
    let standings = layers::standings(layers::all().as_ref(), &outcomes)?;
    let unsound: Vec<String> = layers::failures(&standings)
        .into_iter()
        .map(|outcome| format!("{}: {}", outcome.row.check.object, outcome.row.violation))
        .collect();
    Ok(match &unsound[..] {
        [] => End::Passed(format!("{} layers stand", standings.len())),
        _ => End::Failed(unsound.join("\n")),
    })
}

/// An example's whole suite; what it prints is kept.
pub(super) fn example(gate: &Gate<'_>, example: &Example) -> Result<End, Stop> {
    let printed = example.run(gate.screen, gate.workspace)?;
    let last = |it: &Printed| {
        let last = it.output.lines().last().unwrap_or_default();
        format!("{}: {last}", it.name)
    };
    let results: Vec<String> = printed.iter().map(last).collect();
    let mut all = gate.printed.lock().expect("no thread panics here");
    all.extend(printed.into_iter().map(|it| (it.name, it.output)));
    Ok(End::Passed(results.join("; ")))
}

/// Every mutant of the primitives.
pub(super) fn mutate(gate: &Gate<'_>) -> Result<End, Stop> {
    let mutated = mutate::run(
        gate.screen,
        gate.workspace,
        &Checker::DEFAULT,
        &[],
        match gate.deep {
            true => Effort::Whole,
            false => Effort::Least,
        },
        gate.jobs,
    )?;
    let summary = mutate::Summary::of(&mutated.entries);
    Ok(match summary.verdict() {
        Verdict::Pass => {
            gate.screen.say(&mutated.seen);
            End::Passed(summary.to_string())
        }
        _ => End::Failed(format!("{summary}\n{}", mutated.survivors())),
    })
}

/// Curves, drawn twice, and beside what was published; what the pages show of them is kept.
pub(super) fn curves(gate: &Gate<'_>) -> Result<End, Stop> {
    let same = match again::check(gate.screen, gate.workspace)? {
        Ok(points) => points,
        Err(difference) => return Ok(End::Failed(difference)),
    };
    let validated = validate::check(gate.screen, gate.workspace)?;
    let shown = pages::shown_curves(gate.workspace)?.into_iter();
    let tables = shown.map(|arguments| {
        let tables = curves::tables(gate.screen, gate.workspace, &arguments)?;
        Ok((arguments, tables))
    });
    let drawn = Drawn {
        tables: tables.collect::<Result<_, Stop>>()?,
        figures: validated.figures,
    };
    *gate.drawn.lock().expect("no thread panics here") = Some(drawn);
    let summary = validated.summary;
    Ok(match &validated.wrong[..] {
        [] => End::Passed(format!("{same} points are the same twice; {summary}")),
        wrong => End::Failed(format!("{}\n{summary}", wrong.join("\n"))),
    })
}

/// Whether every checker that layers are judged by is among `outcomes`.
pub(super) fn have_all_run(outcomes: &[Outcome]) -> bool {
    let has_run = |checker: Checker| {
        let mut rows = outcomes.iter().map(|outcome| &outcome.row);
        rows.any(|row| row.check.checker == checker.name())
    };
    Checker::DEFAULT.into_iter().all(has_run)
}
