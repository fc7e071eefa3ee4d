//! How often a waiter is passed over.

use crate::LockEvent;
use latchwork_layer::Entry;

/// Acquisitions by others between one CPU's arrival and its own acquisition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bypass {
    /// How many.
    pub count: usize,
    /// Who waited meanwhile.
    pub victim: usize,
    /// The place of its arrival in the log.
    pub arrival: usize,
}

impl Bypass {
    /// The places in `log` of the arrival and of the acquisitions that passed it.
    pub fn events(self, log: &[Entry<LockEvent>]) -> Vec<usize> {
        let wait = log.iter().enumerate().skip(self.arrival);
        wait.take_while(|(_, entry)| (entry.cpu, entry.event) != (self.victim, LockEvent::Acquire))
            .filter(|&(index, entry)| index == self.arrival || acquires(entry.event))
            .map(|(index, _)| index)
            .collect()
    }
}

fn acquires(event: LockEvent) -> bool {
    matches!(event, LockEvent::Acquire | LockEvent::TryAcquire(true))
}

/// The largest bypass in a log, waiters that never got the lock included.
///
/// With N CPUs a FIFO lock's is at most N − 1: whoever is ahead acquires once,
/// and whoever comes back queues up behind.
pub fn largest_bypass(log: &[Entry<LockEvent>]) -> Bypass {
    let mut waiting: Vec<Bypass> = Vec::new();
    let mut largest = Bypass::default();
    for (index, entry) in log.iter().enumerate() {
        match entry.event {
            LockEvent::Arrive => waiting.push(Bypass {
                count: 0,
                victim: entry.cpu,
                arrival: index,
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

    fn entries(log: &[(usize, LockEvent)]) -> Vec<Entry<LockEvent>> {
        log.iter()
            .map(|&(cpu, event)| Entry {
                cpu,
                event,
                failed_polls: 0,
                position: None,
                at: Location::caller(),
            })
            .collect()
    }

    fn bypass(log: &[(usize, LockEvent)]) -> Bypass {
        largest_bypass(&entries(log))
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
                victim: 0,
                arrival: 0,
            }
        );
    }

    #[test]
    fn the_passing_acquisitions_are_found() {
        let log = entries(&[
            (1, Arrive),
            (1, Acquire),
            (0, Arrive),
            (1, LockEvent::Release),
            (2, TryAcquire(false)),
            (2, TryAcquire(true)),
            (2, LockEvent::Release),
            (0, Acquire),
            (0, LockEvent::Release),
            (1, Arrive),
            (1, Acquire),
        ]);
        assert_eq!(largest_bypass(&log).events(&log), [2, 5]);
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
                victim: 0,
                arrival: 0,
            }
        );
    }

    #[test]
    fn acquisitions_before_the_arrival_do_not_count() {
        let log = [(1, Arrive), (1, Acquire), (0, Arrive), (0, Acquire)];
        assert_eq!(bypass(&log).count, 0);
    }
}
