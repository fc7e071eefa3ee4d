//! The steps that compare what is written with what the steps before them have found.

use crate::gate::every_test;
use crate::gate::example::{self, Example};
use crate::gate::pages::{self, Checks};
use crate::gate::run::check;
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::steps::{self, Step};
use crate::ground::stop::Stop;

/// Judges by what the steps that test have run, all of them.
pub(super) fn every_test(gate: &Gate<'_>) -> Result<End, Stop> {
    let tested = gate.tested.lock().expect("no thread panics here");
    let steps = steps::all(gate.workspace).into_iter();
    let missing: Vec<String> = steps
        .filter(Step::tests)
        .map(|step| step.to_string())
        .filter(|name| !tested.steps.contains(name))
        .collect();
    if !missing.is_empty() {
        let why = format!(
            "it sums up steps of which some have not passed: {}",
            missing.join(", ")
        );
        return Ok(End::Skipped(why));
    }
    let comparison = every_test::compare(gate.workspace, &tested.reported)?;
    for test in &comparison.skipped {
        gate.screen.say(&format!("not run: {test}"));
    }
    let (ran, skipped) = (comparison.ran, comparison.skipped.len());
    Ok(match &comparison.missing[..] {
        [] => End::Passed(format!("{ran} tests were run, {skipped} skipped")),
        missing => End::Failed(format!("no step runs these tests:\n{}", missing.join("\n"))),
    })
}

/// Compares the pages with what the steps before have found, as far as they have run.
pub(super) fn pages(gate: &Gate<'_>) -> Result<End, Stop> {
    let steps = steps::all(gate.workspace);
    let outcomes = gate.outcomes();
    let left = gate.left.lock().expect("no thread panics here");
    let printed = gate.printed.lock().expect("no thread panics here");
    let mut examples = example::all(gate.workspace).into_iter();
    let has_run = |example: Example| {
        let first = format!("{} ", example.name);
        printed.keys().any(|name| name.starts_with(&first))
    };
    let drawn = gate.drawn.lock().expect("no thread panics here");
    let evidence = pages::Evidence {
        checks: check::have_all_run(&outcomes).then_some(Checks {
            outcomes: &outcomes,
            left: &left,
            deep: gate.deep,
        }),
        printed: examples.all(has_run).then_some(&printed),
        curves: drawn.as_ref(),
        steps: &steps,
    };
    let left_out: String = [
        (
            evidence.checks.is_none(),
            "numbers of executions, which the steps `check` print",
        ),
        (
            evidence.printed.is_none(),
            "transcripts, which the steps `example` print",
        ),
        (
            evidence.curves.is_none(),
            "curves, which the step `curves` draws",
        ),
    ]
    .into_iter()
    .filter(|(missing, _)| *missing)
    .map(|(_, what)| format!("; skipped: {what}"))
    .collect();
    let compared = pages::compare(gate.workspace, &evidence)?;
    Ok(if compared.wrong.is_empty() {
        let count = compared.count;
        End::Passed(format!("{count} places are as the pages say{left_out}"))
    } else {
        End::Failed(compared.wrong.join("\n"))
    })
}
