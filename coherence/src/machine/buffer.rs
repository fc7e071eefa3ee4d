//! The store buffer of a CPU.

use super::cpu::Request;
use super::event::{Event, What};
use super::poll::Outcome;
use super::state::Machine;
use crate::line::Port;
use crate::place::Place;
use std::cmp::Reverse;

impl Machine {
    /// A store goes into the buffer, if there is room.
    pub(super) fn buffer(&mut self, cpu: usize, place: Place, bits: u64) -> Outcome {
        let entries = self.parameters.store_buffer;
        let it = &mut self.cpus[cpu];
        if it.stores.len() == entries {
            self.counts.accesses -= 1;
            it.waits_for_buffer = true;
            return Outcome::Waits;
        }
        let stored = self.memory.put_off(cpu, place, bits);
        let stores = &mut self.cpus[cpu].stores;
        stores.push_back(stored);
        if stores.len() == 1 {
            self.send(cpu, self.cpus[cpu].clock);
        }
        self.answer(cpu, 0, self.parameters.l1)
    }

    /// The oldest store of the buffer is sent at `at`.
    pub(super) fn send(&mut self, cpu: usize, at: u64) {
        let what = What::Buffer(cpu as u32);
        self.events.push(Reverse(Event { at, what }));
    }

    /// The oldest store of the buffer is made, or asks for its line; or that has arrived.
    pub(super) fn drain(&mut self, cpu: usize, at: u64) -> Option<usize> {
        if self.cpus[cpu].arriving {
            self.stored(cpu, at);
            return None;
        }
        let &stored = self.cpus[cpu].stores.front()?;
        let line = self.line(stored.place);
        let it = &self.lines[line as usize];
        if it.is_owned_alone(cpu) {
            let has_it = at.max(it.ready);
            self.lines[line as usize].written = true;
            self.memory.made(stored);
            self.arrives(cpu, has_it + self.parameters.l1);
        } else {
            self.queue(stored.place, Port::of_buffer(cpu), at);
        }
        None
    }

    /// The oldest store of the buffer is made, and over at `at`.
    pub(super) fn arrives(&mut self, cpu: usize, at: u64) {
        self.cpus[cpu].arriving = true;
        self.send(cpu, at);
    }

    /// The oldest store of the buffer leaves it.
    pub(super) fn stored(&mut self, cpu: usize, at: u64) {
        let it = &mut self.cpus[cpu];
        it.arriving = false;
        it.stores.pop_front();
        let more = !it.stores.is_empty();
        let for_store = matches!(it.request, Some(Request::Store(..)));
        if it.waits_for_buffer && (for_store || !more) {
            it.waits_for_buffer = false;
            let at = at.max(it.clock);
            self.wake(cpu, at);
        }
        if more {
            self.send(cpu, at);
        }
    }
}
