//! What happens next.

use super::event::{Event, What};
use super::poll::Outcome;
use super::state::Machine;
use std::cmp::Reverse;

impl Machine {
    /// Lets happen what happens next, until a CPU's program goes on: which one, or nobody,
    /// if nothing happens any more.
    pub(crate) fn step(&mut self) -> Option<usize> {
        while let Some(Reverse(Event { at, what })) = self.events.pop() {
            self.happened += 1;
            let goes_on = match what {
                What::Cpu(cpu) => self.cpu(cpu as usize, at),
                What::Buffer(cpu) => self.drain(cpu as usize, at),
                What::Station { line, station } => self.serve(line, station as usize, at),
            };
            if goes_on.is_some() {
                return goes_on;
            }
        }
        None
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
