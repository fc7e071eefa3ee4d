//! How often a waiter is passed over.

use super::LockEvent;
use crate::Entry;

/// Acquisitions by others between one CPU's arrival and its own acquisition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bypass {
    /// How many.
    pub count: usize,
    /// Who waited meanwhile.
    pub victim: usize,
}

/// The largest bypass in a log, waiters that never got the lock included.
///
/// With N CPUs a FIFO lock's is at most N − 1: whoever is ahead acquires once,
/// and whoever comes back queues up behind.
pub fn largest_bypass(log: &[Entry<LockEvent>]) -> Bypass {
    let mut waiting: Vec<Bypass> = Vec::new();
    let mut largest = Bypass::default();
    for entry in log {
        match entry.event {
            LockEvent::Arrive => waiting.push(Bypass {
                count: 0,
                victim: entry.cpu,
            }),
            LockEvent::Acquire | LockEvent::TryAcquire(true) => {
                waiting.retain(|bypass| bypass.victim != entry.cpu);
                for bypass in &mut waiting {
                    bypass.count += 1;
                    largest = largest.max(*bypass);
                }
            }
            LockEvent::TryAcquire(false) | LockEvent::Release => {}
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use LockEvent::{Acquire, Arrive, TryAcquire};
    use core::panic::Location;

    fn bypass(log: &[(usize, LockEvent)]) -> Bypass {
        let log: Vec<_> = log
            .iter()
            .map(|&(cpu, event)| Entry {
                cpu,
                event,
                failed_polls: 0,
                at: Location::caller(),
            })
            .collect();
        largest_bypass(&log)
    }

    #[test]
    fn counts_what_passes_a_waiter() {
        let log = [
            (0, Arrive),
            (1, Arrive),
            (1, Acquire),
            (2, TryAcquire(true)),
            (0, Acquire),
        ];
        assert_eq!(
            bypass(&log),
            Bypass {
                count: 2,
                victim: 0
            }
        );
    }

    #[test]
    fn counts_for_a_waiter_that_is_never_served() {
        let log = [
            (0, Arrive),
            (1, Arrive),
            (1, Acquire),
            (1, Arrive),
            (1, Acquire),
        ];
        assert_eq!(
            bypass(&log),
            Bypass {
                count: 2,
                victim: 0
            }
        );
    }

    #[test]
    fn acquisitions_before_the_arrival_do_not_count() {
        let log = [(1, Arrive), (1, Acquire), (0, Arrive), (0, Acquire)];
        assert_eq!(bypass(&log).count, 0);
    }
}
