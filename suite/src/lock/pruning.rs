//! Whether pruned waits lose anything.

use super::Client;
use super::describe::describe;
use super::findings::{Endings, Findings};
use super::judge::Judge;
use crate::counterexample::tell;
use crate::explore::{Limits, explore_part};
use crate::{Check, Failure, Found, Property, Run};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Pruning, set_pruning};
use latchwork_layer::lock::{LockSpec, Order};
use latchwork_lock::RawLock;

/// A client that is explored with waits pruned in several ways.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// The program.
    pub client: Client,
    /// The ways, the unpruned one first.
    pub prunings: &'static [Pruning],
    /// How far, each way.
    pub limits: Limits,
    /// Seconds, roughly.
    pub weight: u32,
}

impl Comparison {
    /// Waits not pruned, and pruned at the third, second and first failed poll.
    pub const fn full(client: Client, weight: u32) -> Self {
        Self {
            client,
            prunings: &[
                Pruning::Never,
                Pruning::After(2),
                Pruning::After(1),
                Pruning::After(0),
            ],
            limits: Limits::None,
            weight,
        }
    }

    /// Waits not pruned, and pruned at the first failed poll.
    pub const fn ends(client: Client, weight: u32) -> Self {
        Self {
            client,
            prunings: &[Pruning::Never, Pruning::After(0)],
            limits: Limits::None,
            weight,
        }
    }

    /// The same, but only executions with at most `preemptions` preemptions.
    /// Pruning then does lose some.
    pub const fn bounded(client: Client, preemptions: usize, weight: u32) -> Self {
        let limits = Limits::Bounded {
            preemptions,
            executions: 1_000_000,
        };
        Self {
            limits,
            ..Self::ends(client, weight)
        }
    }
}

/// Explores a client in several ways: each must reach the same final states by
/// the same logs.
pub fn compare_prunings<R>(name: &str, comparison: Comparison) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let Comparison {
        client,
        prunings,
        limits,
        weight,
    } = comparison;
    let variant = match limits {
        Limits::None => "pruning",
        Limits::Bounded { .. } => "pruning-bounded",
    };
    let description = describe(
        name,
        "pruning",
        client,
        Some(variant),
        limits.mode(),
        weight,
    );
    Check::new(description, move |run: &Run| {
        let mut counts = Vec::new();
        let mut unpruned: Option<Endings> = None;
        for &pruning in prunings {
            let before = run.executions();
            let reached = endings::<R>(run, client, limits, pruning);
            counts.push((run.executions() - before).to_string());
            let all = unpruned.get_or_insert_with(|| reached.clone());
            if !reached.keys().eq(all.keys()) {
                differ(R::ORDER, pruning, all, &reached).raise();
            }
        }
        let distinct = unpruned.map_or(0, |endings| endings.len());
        Found {
            mode: limits.mode(),
            detail: format!("{distinct} endings each from {}", counts.join(" → ")),
        }
    })
}

/// What pruning so has lost, or added, by the first ending that it has.
fn differ(order: Order, pruning: Pruning, all: &Endings, reached: &Endings) -> Failure {
    let lost = all.iter().find(|(ending, _)| !reached.contains_key(ending));
    let added = || reached.iter().find(|(ending, _)| !all.contains_key(ending));
    let (kind, which, (ending, log), others) = match (lost, added()) {
        (Some(lost), _) => ("a lost ending", "unpruned", lost, reached),
        (None, Some(added)) => ("an added ending", "pruned", added, all),
        (None, None) => unreachable!("the two sets differ"),
    };
    let reason = format!(
        "{} endings with waits pruned ({pruning:?}), {} without; this one is reached {which} only",
        reached.len(),
        all.len(),
    );
    // From where on no ending of the others goes the same way.
    let common = |(_, other): &(_, Vec<_>)| {
        let pairs = ending.1.iter().zip(other);
        pairs.take_while(|(one, other)| one == other).count()
    };
    let departure = others.keys().map(common).max().unwrap_or(0);
    let failure = Failure::new(Property::Pruning, kind, reason)
        .marking([departure])
        .of_the_whole_log();
    let counterexample = tell(&LockSpec { order }, log, &failure);
    failure.shown_by(counterexample)
}

fn endings<R>(run: &Run, client: Client, limits: Limits, pruning: Pruning) -> Endings
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let findings = Findings::with_endings();
    findings.testify_in(run, R::ORDER);
    let judged = findings.clone();
    set_pruning(pruning);
    explore_part(run, limits, move || {
        client.run::<R>(Judge::new(client, R::ORDER, None, &judged));
    });
    set_pruning(Pruning::After(0));
    findings.contended(client);
    findings.endings()
}
