//! What the explorer leaves out, and how its explorations are compared.

use crate::explore::Limits;
use crate::lock::Client;
use crate::lock::endings::{decided, without_idle_arrivals};
use crate::lock::findings::Endings;
use latchwork_atomic::model::{Pruning, Reduction};
use latchwork_layer::lock::Order;

/// A client that is explored with failed polls and without, which must lead to the
/// same endings.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    client: Client,
    limits: Limits,
    weight: u32,
}

impl Comparison {
    /// Two failed polls of each wait explored, then one, then none. It takes
    /// `weight` seconds, roughly.
    ///
    /// (With all of them explored the search would not end.)
    pub const fn waits(client: Client, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::None,
            weight,
        }
    }

    /// The same, but only the first `executions` of each exploration.
    pub const fn within(mut self, executions: u64) -> Self {
        self.limits = Limits::Executions(executions);
        self
    }

    /// The client, the limits of each exploration, and the weight of all.
    pub(super) fn explorations(self) -> (Client, Limits, u32) {
        (self.client, self.limits, self.weight)
    }

    /// Its name beside other comparisons of the client.
    pub(super) fn variant(self) -> &'static str {
        match self.limits {
            Limits::None => "pruning",
            Limits::Executions(_) => "pruning-bounded",
        }
    }

    /// The ways to explore, the one that leaves the least out first.
    pub(super) fn ways(self) -> Vec<Reduction> {
        let ways = [2, 1, 0].map(|polls| Reduction {
            waits: Pruning::After(polls),
        });
        ways.into()
    }

    /// What `reduction` leaves out.
    pub(super) fn described(self, reduction: Reduction) -> String {
        format!("waits pruned ({:?})", reduction.waits)
    }

    /// Endings as they are compared: which of two unrelated events comes first in
    /// a log depends on the order in which the explorer runs an execution.
    pub(super) fn compared(self, order: Order, endings: Endings) -> Endings {
        match order {
            Order::Unfair => decided(without_idle_arrivals(endings)),
            Order::Fifo => decided(endings),
        }
    }
}
