//! An execution that has not ended.

use crate::candidate::Candidate;
use crate::program::Program;

/// A part of an execution, and what was chosen so far.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) candidate: Candidate,
    pub(crate) threads: Vec<Thread>,
}

#[derive(Clone, Debug)]
pub(crate) struct Thread {
    /// The next instruction.
    pub(crate) next: usize,
    /// What was read last.
    pub(crate) last: u64,
    /// Spurious failures left.
    pub(crate) spurious: usize,
    /// What the next instruction reads from, if that has been chosen.
    pub(crate) source: Option<Source>,
    /// Whether it does not go on: it is through, or waits for ever.
    pub(crate) ended: bool,
    pub(crate) slots: Vec<Slot>,
}

/// What has become of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Ahead,
    /// It was skipped, or has not written to an atomic.
    Silent,
    /// The event with which it wrote.
    Wrote(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    Initial,
    Slot { thread: usize, slot: usize },
}

impl State {
    /// Nothing has been done yet.
    pub(crate) fn initial(program: &Program, spurious: usize) -> Self {
        let thread = |instructions: &Vec<_>| Thread {
            next: 0,
            last: 0,
            spurious,
            source: None,
            ended: false,
            slots: vec![Slot::Ahead; instructions.len()],
        };
        Self {
            candidate: Candidate::initial(),
            threads: program.threads.iter().map(thread).collect(),
        }
    }

    pub(crate) fn can_step(&self, thread: usize) -> bool {
        let thread = &self.threads[thread];
        let ready = match thread.source {
            None | Some(Source::Initial) => true,
            Some(Source::Slot { thread, slot }) => self.threads[thread].slots[slot] != Slot::Ahead,
        };
        !thread.ended && ready
    }

    /// The event that is chosen as a source, unless it has not been written.
    pub(crate) fn written(&self, source: Source, location: usize) -> Option<usize> {
        match source {
            // The initial values come first.
            Source::Initial => Some(location),
            Source::Slot { thread, slot } => match self.threads[thread].slots[slot] {
                Slot::Wrote(write) => Some(write),
                Slot::Silent | Slot::Ahead => None,
            },
        }
    }

    /// Goes on to the next instruction.
    pub(crate) fn pass(&mut self, thread: usize, slot: Slot) {
        let thread = &mut self.threads[thread];
        thread.slots[thread.next] = slot;
        thread.next += 1;
        thread.source = None;
    }
}
