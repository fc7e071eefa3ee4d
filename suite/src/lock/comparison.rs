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
use super::client::made_for_client;
use super::counter::Counter;
use super::describe::describe;
use crate::explore::{Limits, explore_part};
use crate::module::{Difference, Side, first_difference, visit};
use crate::observe::{Endings, Logs};
use crate::render::shown;
use crate::{Check, Failure, Found, LockFamily, Property, Run};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Reduction, set_reduction};
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, LockSpec, Order};

/// Explores a client in several ways: each must reach the same endings.
pub fn compare_reductions<F: LockFamily>(name: &str, comparison: Comparison) -> Check {
    let (client, ..) = comparison.explorations();
    made_for_client!(F, client, self::compared, (name, comparison))
}

fn compared<R>(name: &str, comparison: Comparison) -> Check
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
        let mut whole: Option<Endings<LockEvent>> = None;
        for reduction in comparison.ways() {
            let before = run.executions();
            // What leaves more out must only do the same.
            let first = whole.is_none();
            let reached = endings::<R>(run, client, limits, reduction, first)?;
            let reached = comparison.compared(R::ORDER, reached);
            counts.push((run.executions() - before).to_string());
            let all = whole.get_or_insert_with(|| reached.clone());
            same(R::ORDER, &comparison.described(reduction), all, &reached)?;
        }
        let distinct = whole.map_or(0, |endings| endings.len());
        Ok(Found {
            mode: limits.mode(),
            detail: format!("{distinct} endings each from {}", counts.join(" → ")),
        })
    })
}

/// Exploring in the way called `how` neither loses an ending nor adds one.
///
/// # Errors
///
/// The first ending that it loses or adds.
fn same(
    order: Order,
    how: &str,
    all: &Endings<LockEvent>,
    reached: &Endings<LockEvent>,
) -> Result<(), Failure> {
    let Some(Difference { by, ending, log }) = first_difference(all, reached) else {
        return Ok(());
    };
    let (kind, which, others) = match by {
        Side::Whole => ("a lost ending", "unpruned", reached),
        Side::Compared => ("an added ending", "pruned", all),
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
    let failure =
        Failure::new(Property::Pruning, kind, reason).marking(to_the_letter.then_some(departure));
    Err(shown(failure, &LockSpec { order }, log))
}

/// The endings that `client` reaches with `reduction`; if it is the `first` way, its
/// CPUs must contend.
fn endings<R>(
    run: &Run,
    client: Client,
    limits: Limits,
    reduction: Reduction,
    first: bool,
) -> Result<Endings<LockEvent>, Failure>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let logs = Logs::default();
    let observed = client.observed_by(Box::new(logs.clone()));
    set_reduction(reduction);
    let explored = visit::<Counter<R>>(run, &client, &observed, |model| {
        explore_part(run, limits, model)
    });
    set_reduction(Reduction::ANY_PROGRAM);
    explored?;
    if first {
        observed.concluded(run)?;
    }
    Ok(logs.endings())
}
