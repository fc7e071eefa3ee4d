//! What a CPU asks for, and whether it has it.

use super::cpu::{Change, Request};
use super::poll::Outcome;
use super::state::Machine;
use crate::line::Port;
use crate::place::Place;

impl Machine {
    /// `cpu` makes the access that it has asked for, now.
    pub(crate) fn issue(&mut self, cpu: usize) -> Outcome {
        let Some(request) = self.cpus[cpu].request else {
            return Outcome::Done;
        };
        self.counts.accesses += 1;
        match request {
            Request::Load(place) => match self.hit(cpu, place) {
                Some(at) => {
                    let bits = self.memory.seen(cpu, place);
                    self.cpus[cpu].clock = at;
                    self.answer(cpu, bits, self.parameters.l1)
                }
                None => self.ask(cpu, place, Port::of_cpu(cpu)),
            },
            Request::Poll { place, .. } => match self.hit(cpu, place) {
                Some(at) => {
                    let bits = self.memory.seen(cpu, place);
                    self.polled(cpu, bits, at)
                }
                None => self.ask(cpu, place, Port::of_cpu(cpu)),
            },
            Request::Store(place, bits)
                if self.parameters.store_buffer > 0 && self.memory.can_be_buffered(cpu, place) =>
            {
                self.buffer(cpu, place, bits)
            }
            _ if !self.cpus[cpu].stores.is_empty() => {
                self.counts.accesses -= 1;
                self.cpus[cpu].waits_for_buffer = true;
                Outcome::Waits
            }
            Request::Store(place, bits) => {
                let line = self.line(place);
                if self.lines[line as usize].is_owned_alone(cpu) {
                    self.lines[line as usize].written = true;
                    self.memory.write(place, bits);
                    self.answer(cpu, 0, self.parameters.l1)
                } else {
                    self.ask(cpu, place, Port::of_cpu(cpu))
                }
            }
            Request::Update(place, change) => {
                let line = self.line(place);
                if self.lines[line as usize].is_owned_alone(cpu) {
                    self.lines[line as usize].written = true;
                    let before = self.updated(place, change);
                    self.answer(cpu, before, self.parameters.rmw_owned)
                } else {
                    self.ask(cpu, place, Port::of_cpu(cpu))
                }
            }
            Request::Fence => self.answer(cpu, 0, self.parameters.rmw_owned),
        }
    }

    /// When a read of `cpu` hits, if it asks nobody: now, or so that it ends when a line
    /// arrives that the CPU's store buffer has asked for.
    fn hit(&mut self, cpu: usize, place: Place) -> Option<u64> {
        let now = self.cpus[cpu].clock;
        if self.cpus[cpu].is_forwarded(place) {
            return Some(now);
        }
        let line = self.line(place);
        let line = &self.lines[line as usize];
        if !line.copies.contains(cpu) {
            return None;
        }
        let l1 = self.parameters.l1;
        Some(match line.owner == Some(cpu) {
            true => now.max(line.ready.saturating_sub(l1)),
            false => now,
        })
    }

    /// Changes the word; the value before is the result.
    pub(super) fn updated(&mut self, place: Place, change: Change) -> u64 {
        // SAFETY: the change is on the stack of the CPU's program, which is suspended or
        // calls this.
        self.memory.update(place, unsafe { &mut *change })
    }

    /// `port` asks for the line of `place` now.
    pub(super) fn ask(&mut self, cpu: usize, place: Place, port: Port) -> Outcome {
        let at = self.cpus[cpu].clock;
        self.queue(place, port, at);
        Outcome::Waits
    }
}
