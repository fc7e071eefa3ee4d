//! Whether a program has the outcomes it may have, all of them and no others.

use crate::graphs::Graphs;
use crate::litmus::Litmus;
use crate::outcome::{expand, without};
use latchwork_explore::{Explorer, MemoryModel};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Explores the program under both memory models.
///
/// # Panics
///
/// If an outcome is missing, or one is there that should not be, or an execution
/// came twice.
pub(crate) fn check(litmus: &Litmus) {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let result = observe(litmus, model)
            .and_then(|observed| compare(&observed, &expected(litmus, model)));
        if let Err(wrong) = result {
            panic!("{} under {model:?}: {wrong}", litmus.name());
        }
    }
}

/// What the literature says.
pub(crate) fn expected(litmus: &Litmus, model: MemoryModel) -> BTreeSet<String> {
    let rc11 = expand(litmus.rc11);
    match model {
        MemoryModel::Rc11 => rc11,
        MemoryModel::Sc => without(rc11, litmus.sc_lacks),
    }
}

/// What the explorer says.
pub(crate) fn observe(litmus: &Litmus, model: MemoryModel) -> Result<BTreeSet<String>, String> {
    let outcomes = Mutex::new(BTreeSet::new());
    let graphs = Arc::new(Mutex::new(Graphs::default()));
    let report = {
        let graphs = Arc::clone(&graphs);
        Explorer::new()
            .memory_model(model)
            .spurious_failures(litmus.spurious_failures)
            .on_execution(move |execution, _| {
                graphs.lock().expect("no panic").add(execution);
            })
            .explore(|| {
                let outcome = (litmus.program)();
                outcomes.lock().expect("no panic").insert(outcome);
            })
    };
    if let Some(failure) = report.failure {
        return Err(format!("{failure}\n{}", failure.execution));
    }
    if !report.ended {
        return Err("the search did not end".into());
    }
    let graphs = graphs.lock().expect("no panic").count()? as u64;
    if graphs != report.complete + report.blocked {
        return Err(format!(
            "{graphs} graphs were shown, but {} executions complete and {} blocked counted",
            report.complete, report.blocked
        ));
    }
    Ok(outcomes.into_inner().expect("no panic"))
}

/// That the two are the same.
pub(crate) fn compare(
    observed: &BTreeSet<String>,
    expected: &BTreeSet<String>,
) -> Result<(), String> {
    let missing: Vec<_> = expected.difference(observed).collect();
    let extra: Vec<_> = observed.difference(expected).collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    Err(format!(
        "allowed and not found: {missing:?}; found and not allowed: {extra:?}"
    ))
}
