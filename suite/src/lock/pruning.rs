//! Whether pruned waits lose anything.

use super::Client;
use super::describe::describe;
use super::findings::{Ending, Findings};
use super::judge::Judge;
use crate::explore::{Limits, explore};
use crate::report::Mode;
use crate::{Check, Found, Property, Run, violated};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Pruning, set_pruning};
use latchwork_lock::RawLock;
use std::collections::BTreeSet;

const PRUNINGS: [Pruning; 4] = [
    Pruning::Never,
    Pruning::After(2),
    Pruning::After(1),
    Pruning::After(0),
];

/// Explores `client` with waits pruned at the first, second and third failed
/// poll, and not at all: each must reach the same final states by the same logs.
pub fn compare_prunings<R>(name: &str, client: Client) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let description = describe(name, "pruning", client, None, Mode::Complete, 3);
    Check::new(description, move |run: &Run| {
        let mut counts = Vec::new();
        let mut unpruned: Option<BTreeSet<Ending>> = None;
        for pruning in PRUNINGS {
            let before = run.executions();
            let reached = endings::<R>(run, client, pruning);
            counts.push((run.executions() - before).to_string());
            let all = unpruned.get_or_insert_with(|| reached.clone());
            if reached != *all {
                let difference = all.symmetric_difference(&reached).next();
                violated(
                    Property::Pruning,
                    format!(
                        "{} endings with {pruning:?}, {} without; for one: {difference:?}",
                        reached.len(),
                        all.len(),
                    ),
                );
            }
        }
        let distinct = unpruned.map_or(0, |endings| endings.len());
        Found {
            mode: Mode::Complete,
            detail: format!("{distinct} endings each; executions {}", counts.join(" → ")),
        }
    })
}

fn endings<R>(run: &Run, client: Client, pruning: Pruning) -> BTreeSet<Ending>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let findings = Findings::with_endings();
    let judged = findings.clone();
    set_pruning(pruning);
    explore(run, Limits::None, move || {
        client.run::<R>(Judge::new(R::ORDER, None, &judged));
    });
    set_pruning(Pruning::After(0));
    findings.endings()
}
