//! Whether what is left out of an exploration loses anything.

use super::Client;
use super::describe::describe;
use super::endings::{decided, renamed, without_idle_arrivals};
use super::findings::{Endings, Findings};
use super::judge::Judge;
use crate::counterexample::tell;
use crate::explore::{Limits, explore_part};
use crate::{Check, Failure, Found, Property, Run};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Pruning, Reduction, set_reduction};
use latchwork_layer::lock::{LockSpec, Order};
use latchwork_lock::RawLock;

/// What is left out in one exploration and not in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// What follows a failed poll: explored whole first, then pruned in these
    /// ways.
    FailedPolls(&'static [Pruning]),
    /// What the others may do between the beginning of a CPU and its first
    /// access.
    Starts,
    /// Executions that differ from others by the names of CPUs.
    Names,
}

/// A client that is explored in several ways, which must lead to the same
/// endings.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    client: Client,
    left_out: LeftOut,
    verbatim: bool,
    limits: Limits,
    weight: u32,
}

impl Comparison {
    /// Compares exploring `client` with and without what is left out. It takes
    /// `weight` seconds, roughly.
    pub const fn new(client: Client, left_out: LeftOut, weight: u32) -> Self {
        Self {
            client,
            left_out,
            verbatim: false,
            limits: Limits::None,
            weight,
        }
    }

    /// Waits not pruned, and pruned at the third, second and first failed poll.
    pub const fn waits(client: Client, weight: u32) -> Self {
        let ways = &[Pruning::After(2), Pruning::After(1), Pruning::After(0)];
        Self::new(client, LeftOut::FailedPolls(ways), weight)
    }

    /// Waits not pruned, and pruned at the first failed poll.
    pub const fn waits_at_once(client: Client, weight: u32) -> Self {
        Self::new(client, LeftOut::FailedPolls(&[Pruning::After(0)]), weight)
    }

    /// The same, but only executions with at most `preemptions` preemptions.
    pub const fn within(mut self, preemptions: usize) -> Self {
        self.limits = Limits::Bounded {
            preemptions,
            executions: 1_000_000,
        };
        self
    }

    /// The same, but the logs must be the same to the letter, with the arrivals
    /// at an unfair lock, which happen at no access.
    pub const fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }

    pub(crate) fn is_of(&self, left_out: LeftOut) -> bool {
        self.left_out == left_out
    }

    fn variant(self) -> &'static str {
        match (self.left_out, self.limits, self.verbatim) {
            (LeftOut::FailedPolls(_), Limits::None, _) => "pruning",
            (LeftOut::FailedPolls(_), Limits::Bounded { .. }, _) => "pruning-bounded",
            (LeftOut::Starts, _, false) => "starts",
            (LeftOut::Starts, _, true) => "starts-verbatim",
            (LeftOut::Names, ..) => "names",
        }
    }

    /// The ways to explore, the one that leaves nothing of it out first.
    fn ways(self) -> Vec<Reduction> {
        let any = Reduction::ANY_PROGRAM;
        match self.left_out {
            LeftOut::FailedPolls(prunings) => {
                let pruned = prunings.iter().map(|&waits| Reduction {
                    waits,
                    ..Reduction::NONE
                });
                [Reduction::NONE].into_iter().chain(pruned).collect()
            }
            LeftOut::Starts => {
                let apart = Reduction {
                    joined_starts: false,
                    ..any
                };
                vec![apart, any]
            }
            LeftOut::Names => {
                let alike_from = Some(self.client.alike_from());
                vec![any, Reduction { alike_from, ..any }]
            }
        }
    }

    /// What `reduction` leaves out.
    fn described(self, reduction: Reduction) -> String {
        match self.left_out {
            LeftOut::FailedPolls(_) => format!("waits pruned ({:?})", reduction.waits),
            LeftOut::Starts => "starts joined".to_owned(),
            LeftOut::Names => "one name each".to_owned(),
        }
    }

    /// Endings as they are compared.
    fn compared(self, order: Order, endings: Endings) -> Endings {
        let to_the_letter = self.verbatim || matches!(self.left_out, LeftOut::FailedPolls(_));
        let endings = match order {
            Order::Unfair if !to_the_letter => without_idle_arrivals(endings),
            _ => endings,
        };
        match self.left_out {
            LeftOut::Names => renamed(decided(endings), self.client.alike_from()..self.client.cpus),
            _ => endings,
        }
    }
}

/// Explores a client in several ways: each must reach the same endings.
pub fn compare_reductions<R>(name: &str, comparison: Comparison) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let Comparison {
        client,
        limits,
        weight,
        ..
    } = comparison;
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
            let reached = endings::<R>(run, client, limits, reduction);
            let reached = comparison.compared(R::ORDER, reached);
            counts.push((run.executions() - before).to_string());
            let all = whole.get_or_insert_with(|| reached.clone());
            if !reached.keys().eq(all.keys()) {
                let how = comparison.described(reduction);
                differ(R::ORDER, &how, all, &reached).raise();
            }
        }
        let distinct = whole.map_or(0, |endings| endings.len());
        Found {
            mode: limits.mode(),
            detail: format!("{distinct} endings each from {}", counts.join(" → ")),
        }
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

fn endings<R>(run: &Run, client: Client, limits: Limits, reduction: Reduction) -> Endings
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let findings = Findings::with_endings();
    findings.testify_in(run, R::ORDER);
    let judged = findings.clone();
    set_reduction(reduction);
    explore_part(run, limits, move || {
        client.run::<R>(Judge::new(client, R::ORDER, None, &judged));
    });
    set_reduction(Reduction::ANY_PROGRAM);
    findings.contended(client);
    findings.endings()
}
