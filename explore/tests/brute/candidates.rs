//! All candidates for the graphs of a program.
//!
//! Each read (each instruction that reads from an atomic) chooses what it reads
//! from: the initial value, or any instruction of the program that may write to
//! the location, whether it has been run or not. In the latter case its thread
//! waits until that has happened. Which thread goes on next is fixed, so each
//! choice of sources is met once. One is dropped only if it is no execution at
//! all: a source turns out not to write, threads wait for one another (a cycle in
//! `sb ∪ rf`, with no values to be had), or two read-modify-writes read one write
//! (neither order of them is atomic).

use std::sync::atomic::Ordering;

use crate::axioms::cell_value;
use crate::candidate::{Candidate, Event, Kind, Mode, Place};
use crate::partial::{Slot, Source, State};
use crate::program::{Operation, Program};
use crate::rules::{Flaw, MemoryModel, Rules};

/// Shows each candidate to `look`, until it says that it has seen enough.
pub(crate) fn candidates(
    program: &Program,
    rules: &Rules,
    look: &mut dyn FnMut(&Candidate) -> bool,
) {
    let spurious = rules.spurious + usize::from(rules.has(Flaw::OneMoreSpurious));
    let mut search = Search {
        program,
        rules,
        look,
    };
    search.run(State::initial(program, spurious));
}

struct Search<'a> {
    program: &'a Program,
    rules: &'a Rules,
    look: &'a mut dyn FnMut(&Candidate) -> bool,
}

impl Search<'_> {
    /// Runs on from `state` in every way; false if enough has been seen.
    fn run(&mut self, mut state: State) -> bool {
        let Some(thread) = (0..state.threads.len()).find(|&thread| state.can_step(thread)) else {
            // Threads that have not ended wait for one another.
            let all = state.threads.iter().all(|thread| thread.ended);
            return !all || (self.look)(&state.candidate);
        };
        let (next, last) = (state.threads[thread].next, state.threads[thread].last);
        let Some(instruction) = self.program.threads[thread].get(next) else {
            state.threads[thread].ended = true;
            return self.run(state);
        };
        if instruction.guard.is_some_and(|guard| !guard.holds(last)) {
            state.pass(thread, Slot::Silent);
            return self.run(state);
        }
        let operation = instruction.operation;
        match (state.threads[thread].source, operation.location()) {
            (None, Some(location)) if operation.reads() => {
                self.choose(&state, thread, operation, location)
            }
            (Some(source), Some(location)) => match state.written(source, location) {
                Some(write) => self.read(state, thread, operation, location, write),
                None => true,
            },
            _ => {
                self.go(&mut state, thread, operation);
                self.run(state)
            }
        }
    }

    /// Chooses what `operation` reads from.
    fn choose(
        &mut self,
        state: &State,
        thread: usize,
        operation: Operation,
        location: usize,
    ) -> bool {
        let next = state.threads[thread].next;
        let mut sources = vec![Source::Initial];
        for (other, instructions) in self.program.threads.iter().enumerate() {
            for (slot, instruction) in instructions.iter().enumerate() {
                let writes = instruction.operation.may_write();
                let there = instruction.operation.location() == Some(location);
                // It cannot read what it or a later instruction writes.
                let behind = other == thread && slot >= next;
                if writes && there && !behind && state.threads[other].slots[slot] != Slot::Silent {
                    sources.push(Source::Slot {
                        thread: other,
                        slot,
                    });
                }
            }
        }
        if matches!(operation, Operation::Await { .. }) {
            let mut stuck = state.clone();
            stuck.threads[thread].ended = true;
            stuck.candidate.stuck.push((thread, next));
            if !self.run(stuck) {
                return false;
            }
        }
        sources.into_iter().all(|source| {
            let mut state = state.clone();
            state.threads[thread].source = Some(source);
            self.run(state)
        })
    }

    /// Whether a read-modify-write has read what `write` wrote: if a second one
    /// does, neither order of the two is atomic.
    fn is_updated(&self, state: &State, write: usize) -> bool {
        let mut updates = state.candidate.updates.iter();
        updates.any(|&(read, _)| state.candidate.source[read] == Some(write))
            && !self.rules.has(Flaw::NotAtomic)
    }

    /// Reads what the event `write` wrote.
    fn read(
        &mut self,
        mut state: State,
        thread: usize,
        operation: Operation,
        location: usize,
        write: usize,
    ) -> bool {
        let value = state.candidate.events[write].value;
        let last = state.threads[thread].last;
        state.threads[thread].last = value;
        let access = Access {
            thread,
            location,
            source: write,
            value,
        };
        match operation {
            Operation::Await { until, .. } if !until.holds(value) => return true,
            Operation::Load { order, .. } | Operation::Await { order, .. } => {
                self.push_read(&mut state, access, order, false);
            }
            Operation::Swap { .. } | Operation::FetchAdd { .. }
                if self.is_updated(&state, write) =>
            {
                return true;
            }
            Operation::Swap { order, value, .. } => {
                self.push_update(&mut state, access, order, value.value(last));
            }
            Operation::FetchAdd { order, amount, .. } => {
                self.push_update(&mut state, access, order, value + amount);
            }
            Operation::CompareExchange {
                weak,
                success,
                failure,
                expected,
                new,
                ..
            } => {
                let failure = match self.rules.flaw {
                    Some(Flaw::FailureHasSuccessOrder) => success,
                    _ => failure,
                };
                if value != expected {
                    self.push_read(&mut state, access, failure, false);
                    return self.run(state);
                }
                let weak = match self.rules.flaw {
                    Some(Flaw::WeakIsStrong) => false,
                    Some(Flaw::StrongIsWeak) => true,
                    _ => weak,
                };
                if weak && state.threads[thread].spurious > 0 {
                    let mut failed = state.clone();
                    failed.threads[thread].spurious -= 1;
                    self.push_read(&mut failed, access, failure, true);
                    if !self.run(failed) {
                        return false;
                    }
                }
                if self.is_updated(&state, write) {
                    return true;
                }
                self.push_update(&mut state, access, success, new.value(last));
            }
            Operation::Store { .. }
            | Operation::Fence { .. }
            | Operation::CellRead { .. }
            | Operation::CellWrite { .. } => unreachable!("it does not read from an atomic"),
        }
        self.run(state)
    }

    /// Does what reads from no atomic.
    fn go(&self, state: &mut State, thread: usize, operation: Operation) {
        let last = state.threads[thread].last;
        let slot = state.threads[thread].next;
        let event = |kind, place, mode, value| Event {
            thread: Some(thread),
            slot,
            kind,
            place,
            mode,
            value,
            spurious: false,
        };
        match operation {
            Operation::Store {
                location,
                order,
                value,
            } => {
                let place = Some(Place::Atomic(location));
                let event = event(Kind::Write, place, self.mode(order), value.value(last));
                let write = state.candidate.push(event, None);
                state.pass(thread, Slot::Wrote(write));
            }
            Operation::Fence { order } => {
                let event = event(Kind::Fence, None, self.mode(order), 0);
                state.candidate.push(event, None);
                state.pass(thread, Slot::Silent);
            }
            Operation::CellWrite { cell, value } => {
                let place = Some(Place::Cell(cell));
                let event = event(Kind::Write, place, Mode::Na, value.value(last));
                state.candidate.push(event, None);
                state.pass(thread, Slot::Silent);
            }
            Operation::CellRead { cell } => {
                let place = Some(Place::Cell(cell));
                let read = state
                    .candidate
                    .push(event(Kind::Read, place, Mode::Na, 0), None);
                let value = cell_value(&state.candidate, self.rules, read);
                state.candidate.events[read].value = value;
                state.threads[thread].last = value;
                state.pass(thread, Slot::Silent);
            }
            _ => unreachable!("it reads from an atomic"),
        }
    }

    fn push_read(&self, state: &mut State, access: Access, order: Ordering, spurious: bool) {
        let event = Event {
            thread: Some(access.thread),
            slot: state.threads[access.thread].next,
            kind: Kind::Read,
            place: Some(Place::Atomic(access.location)),
            mode: self.mode(order),
            value: access.value,
            spurious,
        };
        state.candidate.push(event, Some(access.source));
        state.pass(access.thread, Slot::Silent);
    }

    fn push_update(&self, state: &mut State, access: Access, order: Ordering, written: u64) {
        let mode = match self.rules.flaw {
            Some(Flaw::UpdatesAcquireAndRelease) if order != Ordering::SeqCst => Mode::AcqRel,
            _ => self.mode(order),
        };
        let read = Event {
            thread: Some(access.thread),
            slot: state.threads[access.thread].next,
            kind: Kind::Read,
            place: Some(Place::Atomic(access.location)),
            mode: mode.of_read(),
            value: access.value,
            spurious: false,
        };
        let write = Event {
            kind: Kind::Write,
            mode: mode.of_write(),
            value: written,
            ..read
        };
        let read = state.candidate.push(read, Some(access.source));
        let write = state.candidate.push(write, None);
        state.candidate.updates.push((read, write));
        state.pass(access.thread, Slot::Wrote(write));
    }

    fn mode(&self, order: Ordering) -> Mode {
        match self.rules.model {
            MemoryModel::Rc11 => Mode::of(order),
            MemoryModel::Sc => Mode::Sc,
        }
    }
}

/// Who reads what from where.
#[derive(Clone, Copy, Debug)]
struct Access {
    thread: usize,
    location: usize,
    source: usize,
    value: u64,
}
