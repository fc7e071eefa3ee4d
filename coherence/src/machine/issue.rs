//! What a CPU asks for, and whether it has it.

use super::cpu::Request;
use super::poll::Outcome;
use super::state::Machine;
use super::update::updated;
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
            Request::Load(place) => match self.read(cpu, place) {
                Some(bits) => self.answer(cpu, bits, self.parameters.l1),
                None => self.ask(cpu, place, Port::of_cpu(cpu)),
            },
            Request::Poll { place, .. } => match self.read(cpu, place) {
                Some(bits) => self.polled(cpu, bits, self.cpus[cpu].clock),
                None => self.ask(cpu, place, Port::of_cpu(cpu)),
            },
            Request::Store(place, bits) if self.parameters.store_buffer > 0 => {
                self.buffer(cpu, place, bits)
            }
            Request::Store(place, bits) => {
                let line = self.line(place);
                if self.lines[line as usize].is_owned_alone(cpu) {
                    self.lines[line as usize].written = true;
                    place.store(bits);
                    self.answer(cpu, 0, self.parameters.l1)
                } else {
                    self.ask(cpu, place, Port::of_cpu(cpu))
                }
            }
            Request::Update(..) | Request::Fence if !self.cpus[cpu].stores.is_empty() => {
                self.counts.accesses -= 1;
                self.cpus[cpu].waits_for_buffer = true;
                Outcome::Waits
            }
            Request::Update(place, change) => {
                let line = self.line(place);
                if self.lines[line as usize].is_owned_alone(cpu) {
                    self.lines[line as usize].written = true;
                    let before = updated(place, change);
                    self.answer(cpu, before, self.parameters.rmw_owned)
                } else {
                    self.ask(cpu, place, Port::of_cpu(cpu))
                }
            }
            Request::Fence => self.answer(cpu, 0, self.parameters.rmw_owned),
        }
    }

    /// What `cpu` reads without asking anybody.
    pub(super) fn read(&mut self, cpu: usize, place: Place) -> Option<u64> {
        if let Some(bits) = self.cpus[cpu].forwarded(place) {
            return Some(bits);
        }
        let line = self.line(place);
        let has_copy = self.lines[line as usize].copies.contains(cpu);
        has_copy.then(|| place.load())
    }

    /// `port` asks for the line of `place` now.
    pub(super) fn ask(&mut self, cpu: usize, place: Place, port: Port) -> Outcome {
        let at = self.cpus[cpu].clock;
        self.queue(place, port, at);
        Outcome::Waits
    }
}
