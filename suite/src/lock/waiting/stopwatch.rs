//! How long the acquisitions of an execution wait, in steps.

use crate::hardware::{Monitor, Point};
use crate::module::Observed;
use crate::observe::Turn;
use std::sync::{Arc, Mutex, PoisonError};

/// An acquisition's wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wait {
    /// From the step of its arrival to the step of its acquisition.
    pub(super) steps: usize,
    /// The CPU that waited.
    pub(super) cpu: usize,
    /// The place of the acquisition in the log.
    pub(super) acquired: usize,
}

/// The waits of each execution, as a [`Monitor`] measures them.
#[derive(Clone, Default)]
pub(super) struct Waits(Arc<Mutex<Measured>>);

#[derive(Default)]
pub(super) struct Measured {
    /// Events of this execution that have been looked at.
    seen: usize,
    /// For each CPU, the step of its arrival, while it waits.
    arrivals: Vec<Option<usize>>,
    /// For each CPU, the steps in a row at which it could run and did not.
    passed_over: Vec<usize>,
    /// The most of those in this execution.
    pub(super) longest_stand: usize,
    /// The longest wait of this execution.
    pub(super) longest: Wait,
    /// The longest wait of all executions.
    pub(super) longest_ever: Wait,
}

impl Waits {
    pub(super) fn of(cpus: usize) -> Self {
        Self(Arc::new(Mutex::new(Measured {
            arrivals: vec![None; cpus],
            passed_over: vec![0; cpus],
            ..Measured::default()
        })))
    }

    pub(super) fn with<U>(&self, look: impl FnOnce(&mut Measured) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Measures waits, by looking at the log after each step.
pub(super) struct Stopwatch<E> {
    pub(super) observed: Observed<E>,
    pub(super) turn: fn(&E) -> Turn,
    pub(super) waits: Waits,
}

impl<E: Clone + Send + Sync + 'static> Monitor for Stopwatch<E> {
    fn decided(&mut self, point: &Point<'_>, chosen: usize) {
        self.observed.watch(|log| {
            self.waits.with(|measured| {
                if point.step == 0 {
                    measured.begin();
                }
                // What the step before has appended.
                for (index, entry) in log.iter().enumerate().skip(measured.seen) {
                    let turn = (self.turn)(&entry.event);
                    measured.happened(index, entry.cpu, turn, point.step);
                }
                measured.seen = log.len();
                measured.passed_over(point, chosen);
            });
        });
    }
}

impl Measured {
    fn begin(&mut self) {
        self.seen = 0;
        self.arrivals.fill(None);
        self.passed_over.fill(0);
        self.longest_stand = 0;
        self.longest = Wait::default();
    }

    fn happened(&mut self, index: usize, cpu: usize, turn: Turn, step: usize) {
        match turn {
            Turn::Arrives => self.arrivals[cpu] = Some(step),
            Turn::Served => {
                let arrival = self.arrivals[cpu].take().unwrap_or(step);
                let wait = Wait {
                    steps: step - arrival,
                    cpu,
                    acquired: index,
                };
                self.longest = self.longest.max(wait);
                self.longest_ever = self.longest_ever.max(wait);
            }
            Turn::Passes | Turn::Leaves | Turn::Aside => {}
        }
    }

    fn passed_over(&mut self, point: &Point<'_>, chosen: usize) {
        for (cpu, passed_over) in self.passed_over.iter_mut().enumerate() {
            let stands = cpu != chosen && point.can_run(cpu);
            *passed_over = if stands { *passed_over + 1 } else { 0 };
            self.longest_stand = self.longest_stand.max(*passed_over);
        }
    }
}
