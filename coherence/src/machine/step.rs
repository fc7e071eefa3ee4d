//! What happens next.

use super::event::{Event, What};
use super::poll::Outcome;
use super::state::Machine;
use std::cmp::Reverse;

/// What comes of what happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The program of this CPU goes on.
    GoesOn(usize),
    /// Nothing happens any more.
    Nothing,
    /// What happens next would be too late.
    TooLate,
}

impl Machine {
    /// Lets happen what happens next, until a CPU's program goes on, or nothing happens any
    /// more within the limit.
    pub(crate) fn step(&mut self) -> Next {
        while let Some(Reverse(Event { at, what })) = self.events.pop() {
            if at > self.limit {
                return Next::TooLate;
            }
            let goes_on = match what {
                What::Cpu(cpu) => self.cpu(cpu as usize, at),
                What::Buffer(cpu) => self.drain(cpu as usize, at),
                What::Station { line, station } => self.serve(line, station as usize, at),
            };
            if let Some(cpu) = goes_on {
                return Next::GoesOn(cpu);
            }
        }
        Next::Nothing
    }

    /// A CPU begins, or makes the access that it has asked for.
    pub(super) fn cpu(&mut self, cpu: usize, at: u64) -> Option<usize> {
        self.cpus[cpu].clock = at;
        match self.issue(cpu) {
            Outcome::Done => Some(cpu),
            Outcome::Waits => None,
        }
    }
}
