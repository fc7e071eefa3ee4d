//! What loom leaves out, and how its explorations are compared.

use crate::explore::Limits;
use crate::lock::Client;
use crate::lock::endings::{decided, renamed, without_idle_arrivals};
use crate::observe::Endings;
use latchwork_atomic::model::{Pruning, Reduction};
use latchwork_lock::author::{LockEvent, Order};

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

    /// This comparison, but only executions with at most `preemptions` preemptions.
    pub const fn within(mut self, preemptions: usize) -> Self {
        self.limits = Limits::Bounded {
            preemptions,
            executions: 1_000_000,
        };
        self
    }

    /// This comparison, but the logs must be the same to the letter, with the arrivals
    /// at an unfair lock, which happen at no access.
    pub const fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }

    pub(crate) fn is_of(&self, left_out: LeftOut) -> bool {
        self.left_out == left_out
    }

    /// The client, the limits of each exploration, and the weight of all.
    pub(super) fn explorations(self) -> (Client, Limits, u32) {
        (self.client, self.limits, self.weight)
    }

    /// Its name beside other comparisons of the client.
    pub(super) fn variant(self) -> &'static str {
        match (self.left_out, self.limits, self.verbatim) {
            (LeftOut::FailedPolls(_), Limits::None, _) => "pruning",
            (LeftOut::FailedPolls(_), Limits::Bounded { .. }, _) => "pruning-bounded",
            (LeftOut::Starts, _, false) => "starts",
            (LeftOut::Starts, _, true) => "starts-verbatim",
            (LeftOut::Names, ..) => "names",
        }
    }

    /// The ways to explore, the one that leaves nothing of it out first.
    pub(super) fn ways(self) -> Vec<Reduction> {
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
    pub(super) fn described(self, reduction: Reduction) -> String {
        match self.left_out {
            LeftOut::FailedPolls(_) => format!("waits pruned ({:?})", reduction.waits),
            LeftOut::Starts => "starts joined".to_owned(),
            LeftOut::Names => "one name each".to_owned(),
        }
    }

    /// Endings as they are compared.
    pub(super) fn compared(self, order: Order, endings: Endings<LockEvent>) -> Endings<LockEvent> {
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
