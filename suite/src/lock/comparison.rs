//! Whether what is left out of an exploration loses anything.

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;

#[cfg(loom)]
pub use self::loom::*;
#[cfg(explore)]
pub use explorer::*;

use super::Client;
use super::describe::describe;
use super::findings::{Endings, Findings};
use super::judge::Judge;
use crate::explore::{Limits, explore_part};
use crate::render::tell;
use crate::{Check, Failure, Found, Property, Run};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Reduction, set_reduction};
use latchwork_lock::RawLock;
use latchwork_lock::{LockSpec, Order};

/// Explores a client in several ways: each must reach the same endings.
pub fn compare_reductions<R>(name: &str, comparison: Comparison) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let (client, limits, weight) = comparison.explorations();
    let description = describe(
        name,
        "pruning",
        client,
        Some(comparison.variant()),
        limits.mode(),
        weight,
    );
    Check::new(description, move |run: &Run| {
        let mut counts = Vec::new();
        let mut whole: Option<Endings> = None;
        for reduction in comparison.ways() {
            let before = run.executions();
            let findings = endings::<R>(run, client, limits, reduction)?;
            // What leaves more out must only do the same.
            if whole.is_none() {
                findings.contended(client)?;
            }
            let reached = findings.endings();
            let reached = comparison.compared(R::ORDER, reached);
            counts.push((run.executions() - before).to_string());
            let all = whole.get_or_insert_with(|| reached.clone());
            if !reached.keys().eq(all.keys()) {
                let how = comparison.described(reduction);
                return Err(differ(R::ORDER, &how, all, &reached));
            }
        }
        let distinct = whole.map_or(0, |endings| endings.len());
        Ok(Found {
            mode: limits.mode(),
            detail: format!("{distinct} endings each from {}", counts.join(" → ")),
        })
    })
}

/// What exploring in the way called `how` has lost, or added, by the first ending
/// that it has.
fn differ(order: Order, how: &str, all: &Endings, reached: &Endings) -> Failure {
    let lost = all
        .iter()
        .find(|(ending, _)| !reached.contains_key(*ending));
    let added = || {
        reached
            .iter()
            .find(|(ending, _)| !all.contains_key(*ending))
    };
    let (kind, which, (ending, log), others) = match (lost, added()) {
        (Some(lost), _) => ("a lost ending", "unpruned", lost, reached),
        (None, Some(added)) => ("an added ending", "pruned", added, all),
        (None, None) => unreachable!("the two sets differ"),
    };
    let reason = format!(
        "{} endings with {how}, {} without; this one is reached {which} only",
        reached.len(),
        all.len(),
    );
    // From where on no ending of the others goes the same way. (An ending that
    // is not compared to the letter has no such place in its log.)
    let common = |other: &Vec<_>| {
        let pairs = ending.iter().zip(other);
        pairs.take_while(|(one, other)| one == other).count()
    };
    let departure = others.keys().map(common).max().unwrap_or(0);
    let events = log.iter().map(|entry| (entry.cpu, entry.event));
    let to_the_letter = ending.iter().copied().eq(events);
    let failure = Failure::new(Property::Pruning, kind, reason)
        .marking(to_the_letter.then_some(departure))
        .of_the_whole_log();
    let counterexample = tell(&LockSpec { order }, log, &failure);
    failure.shown_by(counterexample)
}

fn endings<R>(
    run: &Run,
    client: Client,
    limits: Limits,
    reduction: Reduction,
) -> Result<Findings, Failure>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let findings = Findings::with_endings();
    findings.testify_in(run, R::ORDER);
    let judged = findings.clone();
    set_reduction(reduction);
    let explored = explore_part(run, limits, move || {
        client.run::<R>(Judge::new(client, R::ORDER, None, &judged));
    });
    set_reduction(Reduction::ANY_PROGRAM);
    explored.map(|_| findings)
}
