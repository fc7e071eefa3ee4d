//! What a station of a line does for who asks.

use super::cost::Cost;
use super::cpu::Request;
use super::poll::Outcome;
use super::state::Machine;
use super::station::Kind;
use crate::copies::Copies;
use crate::line::{HOME, Port};
use crate::place::Place;

impl Machine {
    /// A station of a line serves who has asked first. The CPU whose program goes on is
    /// the result.
    pub(super) fn serve(&mut self, line: u32, station: usize, at: u64) -> Option<usize> {
        self.lines[line as usize].stations[station].scheduled = false;
        let port = self.first(line, station, at)?;
        let cpu = port.cpu();
        let (kind, place) = self.wanted(port);
        let cost = self.cost(line, cpu, kind);
        let start = at.max(self.ready(line, station));
        // Nothing is faster than a hit.
        let arrives = start + cost.cycles.max(self.parameters.l1);
        self.keep_busy(line, station, at, arrives, kind);
        self.note(line, cpu, kind, cost);
        self.moves(line, station, cpu, kind, at, arrives);
        self.schedule(line, station, at);
        self.performed(port, place, arrives)
    }

    /// Who has asked `station` first of those whom it serves: for who asked before the line
    /// moved, another may be right, where they keep their turn.
    fn first(&mut self, line: u32, station: usize, at: u64) -> Option<Port> {
        loop {
            let (since, port) = self.lines[line as usize].stations[station].next()?;
            let right = self.station(line, port);
            if right == station {
                return Some(port);
            }
            self.lines[line as usize].stations[right].arrives(since, port);
            self.schedule(line, right, at);
        }
    }

    /// When whoever `station` has the data from has them: the owner, and within a node
    /// who has fetched the line there.
    fn ready(&self, line: u32, station: usize) -> u64 {
        let line = &self.lines[line as usize];
        line.ready.max(line.stations[station].ready)
    }

    /// The station is busy from `at`.
    pub(super) fn keep_busy(
        &mut self,
        line: u32,
        station: usize,
        at: u64,
        arrives: u64,
        kind: Kind,
    ) {
        let (parameters, line) = (&self.parameters, &mut self.lines[line as usize]);
        let cycles = match (station, kind) {
            (HOME, Kind::Read) => parameters.home_busy_read,
            (HOME, _) => parameters.home_busy_write,
            _ => parameters.node_busy.unwrap_or(0),
        };
        let blocks = station == HOME && parameters.home_blocks;
        let until = at + cycles;
        line.stations[station].busy = if blocks { until.max(arrives) } else { until };
    }

    /// Counts the transfer.
    pub(super) fn note(&mut self, line: u32, cpu: usize, kind: Kind, cost: Cost) {
        let copies = self.lines[line as usize].copies;
        let has_copy = copies.contains(cpu);
        let taken = match kind {
            Kind::Read => usize::from(self.takes_over(line, cpu)),
            Kind::Store | Kind::Update => copies.len() - usize::from(has_copy),
        };
        if has_copy && taken == 0 {
            return;
        }
        self.count(line, |transfers| {
            match (kind, has_copy) {
                (Kind::Read, _) => transfers.reads += 1,
                (_, false) => transfers.writes += 1,
                (_, true) => transfers.upgrades += 1,
            }
            transfers.invalidations += taken as u64;
            match cost.level {
                Some(level) => transfers.by_level[level] += 1,
                None => transfers.from_memory += 1,
            }
        });
    }

    /// The line's copies, after a service at `at` whose data arrive at `arrives`.
    fn moves(&mut self, line: u32, station: usize, cpu: usize, kind: Kind, at: u64, arrives: u64) {
        if station == HOME && self.parameters.node_busy.is_some() {
            let node = 1 + self.node(cpu);
            self.lines[line as usize].stations[node].ready = arrives;
        }
        let shares = kind == Kind::Read && !self.takes_over(line, cpu);
        let it = &mut self.lines[line as usize];
        if shares {
            if it.owner.is_none() {
                it.owner = Some(cpu);
                it.ready = arrives;
            }
            it.copies.insert(cpu);
            return;
        }
        let sleepers = std::mem::take(&mut it.sleepers);
        it.copies = Copies::only(cpu);
        it.owner = Some(cpu);
        it.written = kind != Kind::Read;
        it.ready = arrives;
        if !sleepers.is_empty() {
            self.disturb_all(line, cpu, sleepers, at);
        }
    }

    /// Whether a load by `cpu` takes the line over.
    fn takes_over(&self, line: u32, cpu: usize) -> bool {
        let it = &self.lines[line as usize];
        let from = |owner| owner != cpu && it.is_owned_alone(owner);
        self.parameters.migratory && it.written && it.owner.is_some_and(from)
    }

    /// `cpu` takes the line away from `sleepers` at `at`.
    fn disturb_all(&mut self, line: u32, cpu: usize, sleepers: Copies, at: u64) {
        let busy = self.lines[line as usize].stations[HOME].busy;
        let near = self.parameters.node_busy.map(|_| self.node(cpu));
        let mut polls = std::mem::take(&mut self.polls);
        for sleeper in sleepers.iter() {
            let next = self.disturb(sleeper, at);
            // While the home is busy nobody else gets a copy. Who polls until then asks
            // the home, and needs no event of its own to do so.
            let asks_home = next <= busy
                && self.cpus[sleeper].stores.is_empty()
                && near != Some(self.node(sleeper));
            if asks_home {
                polls.push((next, Port::of_cpu(sleeper)));
            } else {
                self.wake(sleeper, next);
            }
        }
        polls.sort_unstable();
        self.counts.accesses += polls.len() as u64;
        for (next, port) in polls.drain(..) {
            self.cpus[port.cpu()].clock = next;
            self.lines[line as usize].stations[HOME].arrives(next, port);
        }
        self.polls = polls;
        self.schedule(line, HOME, at);
    }

    /// The access is made, and its data arrive at `arrives`.
    pub(super) fn performed(&mut self, port: Port, place: Place, arrives: u64) -> Option<usize> {
        let cpu = port.cpu();
        if port.is_buffer() {
            let &stored = self.cpus[cpu].stores.front().expect("it was asked for");
            self.memory.made(stored);
            self.arrives(cpu, arrives);
            return None;
        }
        self.cpus[cpu].clock = arrives;
        let outcome = match self.cpus[cpu].request.expect("it asked") {
            Request::Load(_) => {
                let bits = self.memory.seen(cpu, place);
                self.answer(cpu, bits, 0)
            }
            Request::Store(_, bits) => {
                self.memory.write(place, bits);
                self.answer(cpu, 0, 0)
            }
            Request::Update(_, change) => {
                let before = self.updated(place, change);
                self.answer(cpu, before, 0)
            }
            Request::Poll { .. } => {
                let bits = self.memory.seen(cpu, place);
                // As one that hits, and ends when the data arrive.
                self.polled(cpu, bits, arrives - self.parameters.l1)
            }
            Request::Fence => unreachable!("a fence asks for no line"),
        };
        (outcome == Outcome::Done).then_some(cpu)
    }
}
