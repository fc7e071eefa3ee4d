//! Who is asked for a line, and when.

use super::cpu::Request;
use super::event::{Event, What};
use super::state::Machine;
use crate::line::{HOME, Port};
use crate::place::Place;
use std::cmp::Reverse;

/// What a service does to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Store,
    Update,
}

impl Machine {
    /// The station that `port` asks, for what it now wants of `line`.
    pub(super) fn station(&self, line: u32, port: Port) -> usize {
        if self.parameters.node_busy.is_none() {
            return HOME;
        }
        let node = self.node(port.cpu());
        let (own, copies) = (&self.nodes[node], &self.lines[line as usize].copies);
        let stays_within = match self.wanted(port).0 {
            Kind::Read => copies.meets(own),
            Kind::Store | Kind::Update => !copies.is_empty() && copies.within(own),
        };
        if stays_within { 1 + node } else { HOME }
    }

    /// What `port` wants, and where.
    pub(super) fn wanted(&self, port: Port) -> (Kind, Place) {
        let cpu = &self.cpus[port.cpu()];
        if port.is_buffer() {
            let stored = cpu.stores.front().expect("it asks for its oldest store");
            return (Kind::Store, stored.place);
        }
        match cpu.request.expect("it asks") {
            Request::Load(place) | Request::Poll { place, .. } => (Kind::Read, place),
            Request::Store(place, _) => (Kind::Store, place),
            Request::Update(place, _) => (Kind::Update, place),
            Request::Fence => unreachable!("a fence asks for no line"),
        }
    }

    pub(super) fn queue(&mut self, place: Place, port: Port, at: u64) {
        let line = self.line(place);
        let station = self.station(line, port);
        self.lines[line as usize].stations[station].arrives(at, port);
        self.schedule(line, station, at);
    }

    /// Sees to it that `station` serves who is there.
    pub(super) fn schedule(&mut self, line: u32, station: usize, at: u64) {
        let it = &mut self.lines[line as usize].stations[station];
        if it.scheduled || it.is_idle() {
            return;
        }
        it.scheduled = true;
        let at = at.max(it.busy);
        let station = station as u32;
        let what = What::Station { line, station };
        self.events.push(Reverse(Event { at, what }));
    }
}
