//! What the lock under stress protects.

use crate::{Failure, Property, violated};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Values that agree whenever nobody is inside.
///
/// They are loaded and stored, never read and modified in one step, and without
/// an order: the lock alone orders them, and one that does not loses increments.
/// (So all are Relaxed.)
#[derive(Debug)]
pub(super) struct Values {
    inside: AtomicUsize,
    last: AtomicUsize,
    hand_overs: AtomicU64,
    counts: [Line; 4],
}

/// A number in a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Line(AtomicU64);

/// The number of no CPU.
const NOBODY: usize = usize::MAX;

/// Every so-manieth visitor gives its core away between its load and its store,
/// as a hypervisor or an interrupt might.
const INTERRUPTED: u64 = 64;

/// Hand-overs for each CPU, below which a stress is none.
const ENOUGH: u64 = 8;

impl Values {
    pub(super) fn new() -> Self {
        Self {
            inside: AtomicUsize::new(NOBODY),
            last: AtomicUsize::new(NOBODY),
            hand_overs: AtomicU64::new(0),
            counts: Default::default(),
        }
    }

    /// `cpu`, which holds the lock, counts one more.
    ///
    /// # Panics
    ///
    /// If somebody else is inside, or if `cpu` does not see what the one before
    /// it wrote.
    pub(super) fn visit(&self, cpu: usize) {
        let other = self.inside.load(Relaxed);
        if other != NOBODY {
            violated(
                Property::Exclusion,
                format!("CPU {cpu} got the lock, and CPU {other} was inside"),
            );
        }
        self.inside.store(cpu, Relaxed);
        if self.last.load(Relaxed) != cpu {
            self.last.store(cpu, Relaxed);
            let hand_overs = self.hand_overs.load(Relaxed);
            self.hand_overs.store(hand_overs + 1, Relaxed);
        }
        let [first, others @ ..] = &self.counts;
        let count = first.0.load(Relaxed);
        if let Some(line) = others.iter().find(|line| line.0.load(Relaxed) != count) {
            let other = line.0.load(Relaxed);
            violated(
                Property::Exclusion,
                format!("CPU {cpu} found counts of {count} and {other}, which are always the same"),
            );
        }
        if count.is_multiple_of(INTERRUPTED) {
            thread::yield_now();
        }
        for line in &self.counts {
            line.0.store(count + 1, Relaxed);
        }
        let other = self.inside.load(Relaxed);
        if other != cpu {
            violated(
                Property::Exclusion,
                format!("CPU {cpu} was inside, and so came CPU {other}"),
            );
        }
        self.inside.store(NOBODY, Relaxed);
    }

    /// Whether the lock has gone from one CPU to another often enough to show
    /// something.
    pub(super) fn have_gone_round(&self, cpus: usize) -> bool {
        self.hand_overs.load(Relaxed) >= ENOUGH * cpus as u64
    }

    /// How often the lock went from one CPU to another, now that all threads
    /// have ended, after so many `visits`.
    ///
    /// # Errors
    ///
    /// If a visit was not counted; or if the lock did not go from one CPU to
    /// another often enough, so that the check shows nothing.
    pub(super) fn hand_overs(&self, cpus: usize, visits: u64) -> Result<u64, Failure> {
        for line in &self.counts {
            let count = line.0.load(Relaxed);
            if count != visits {
                return Err(Failure::of(
                    Property::Exclusion,
                    format!("the count is {count} after {visits} acquisitions"),
                ));
            }
        }
        let hand_overs = self.hand_overs.load(Relaxed);
        if !self.have_gone_round(cpus) {
            return Err(Failure::of(
                Property::Contention,
                format!(
                    "the lock went from one CPU to another only {hand_overs} times, so this check shows nothing"
                ),
            ));
        }
        Ok(hand_overs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is violated by `visits`, and looking at the end for `counted` of them.
    fn violated_by(visits: &[usize], counted: u64) -> Option<Property> {
        let values = Values::new();
        for &cpu in visits {
            values.visit(cpu);
        }
        let ended = values.hand_overs(2, counted);
        ended.err().map(|failure| failure.property)
    }

    #[test]
    fn visits_in_turn_violate_nothing() {
        let visits: Vec<usize> = (0..16).collect();
        assert_eq!(violated_by(&visits, 16), None);
    }

    #[test]
    fn a_lost_count_violates_exclusion() {
        assert_eq!(violated_by(&[0, 1], 3), Some(Property::Exclusion));
    }

    #[test]
    fn cpus_that_never_meet_violate_contention() {
        assert_eq!(violated_by(&[0, 1, 1, 0], 4), Some(Property::Contention));
    }
}
