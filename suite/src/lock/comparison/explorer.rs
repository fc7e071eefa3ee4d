//! What the explorer leaves out, and how its explorations are compared.

use crate::explore::Limits;
use crate::lock::Client;
use crate::observe::{Ending, Endings};
use latchwork_atomic::model::{Pruning, Reduction};
use latchwork_lock::author::LockEvent::{self, Acquire, Arrive, Release, TryAcquire};
use latchwork_lock::author::Order;

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

    /// This comparison, but only the first `executions` of each exploration.
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

    /// Endings as they are compared: with only what an execution determines, in
    /// whatever order unrelated events of it are run.
    pub(super) fn compared(self, order: Order, endings: Endings<LockEvent>) -> Endings<LockEvent> {
        let endings = endings.into_iter();
        endings
            .map(|(ending, log)| (determined(order, &ending), log))
            .collect()
    }
}

/// What each CPU goes through; in which order CPUs hold the lock; and, if it
/// has a queue, in which order they get in line.
fn determined(order: Order, ending: &Ending<LockEvent>) -> Ending<LockEvent> {
    let in_line = ending
        .iter()
        .filter(|(_, event)| order.has_queue() && matches!(event, Arrive | TryAcquire(true)));
    let holding = ending
        .iter()
        .filter(|(_, event)| matches!(event, Acquire | TryAcquire(true) | Release));
    let mut determined = ending.clone();
    determined.sort_by_key(|&(cpu, _)| cpu);
    determined.extend(in_line.chain(holding));
    determined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_unrelated_events_does_not_matter() {
        let failed = [
            (0, TryAcquire(true)),
            (1, TryAcquire(false)),
            (2, TryAcquire(false)),
            (0, Release),
        ];
        let otherwise = [failed[0], failed[2], failed[3], failed[1]];
        for order in [Order::Fifo, Order::Unfair] {
            let determined = |ending: &[_]| determined(order, &ending.to_vec());
            assert_eq!(determined(&failed), determined(&otherwise));
        }
    }

    #[test]
    fn the_order_of_arrivals_matters_to_a_fifo_lock() {
        let one = [(0, Arrive), (1, Arrive), (0, Acquire), (1, Acquire)];
        let other = [one[1], one[0], one[2], one[3]];
        let determined = |order, ending: &[_]| determined(order, &ending.to_vec());
        assert_ne!(
            determined(Order::Fifo, &one),
            determined(Order::Fifo, &other)
        );
        assert_eq!(
            determined(Order::Unfair, &one),
            determined(Order::Unfair, &other)
        );
    }

    #[test]
    fn the_order_of_holders_matters() {
        let one = [(0, TryAcquire(true)), (0, Release), (1, TryAcquire(true))];
        let other = [one[2], one[0], one[1]];
        let determined = |ending: &[_]| determined(Order::Unfair, &ending.to_vec());
        assert_ne!(determined(&one), determined(&other));
    }
}
