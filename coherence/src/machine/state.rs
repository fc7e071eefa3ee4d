//! What there is: CPUs, lines, and what happens next.

use super::counts::{Counts, Transfers};
use super::cpu::Cpu;
use super::event::{Event, What};
use super::hash::ByAddress;
use super::memory::Memory;
use crate::copies::Copies;
use crate::line::{Line, Port};
use crate::parameters::Parameters;
use crate::place::Place;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// The longest that a run may take: from there on sums of times might not fit.
pub(crate) const LONGEST: u64 = u64::MAX / 2;

#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) parameters: Parameters,
    /// The CPUs that are used: the program's number, and the machine's.
    pub(crate) cpus: Vec<Cpu>,
    /// Of each of them, its number in the machine.
    places: Vec<usize>,
    /// The CPUs of each node, as sets of program numbers.
    pub(crate) nodes: Vec<Copies>,
    pub(super) lines: Vec<Line>,
    line_at: HashMap<usize, u32, BuildHasherDefault<ByAddress>>,
    pub(super) events: BinaryHeap<Reverse<Event>>,
    /// Addresses whose lines are watched.
    pub(crate) watched: Vec<Range<usize>>,
    pub(crate) counts: Counts,
    /// Polls that are being put into a queue: empty, but keeps its memory.
    pub(super) polls: Vec<(u64, Port)>,
    pub(super) memory: Memory,
    /// The last cycle in which something happens.
    pub(crate) limit: u64,
}

impl Machine {
    /// A machine whose CPUs `places` are used.
    pub(crate) fn new(parameters: &Parameters, places: Vec<usize>) -> Self {
        let mut nodes = vec![Copies::default(); parameters.nodes];
        for (cpu, &place) in places.iter().enumerate() {
            nodes[parameters.node(place)].insert(cpu);
        }
        Self {
            counts: Counts::with_levels(parameters.levels.len()),
            parameters: parameters.clone(),
            cpus: places.iter().map(|_| Cpu::default()).collect(),
            places,
            nodes,
            lines: Vec::new(),
            line_at: HashMap::default(),
            events: BinaryHeap::new(),
            watched: Vec::new(),
            polls: Vec::new(),
            memory: Memory::default(),
            limit: LONGEST,
        }
    }

    /// The node of a CPU.
    pub(crate) fn node(&self, cpu: usize) -> usize {
        self.parameters.node(self.places[cpu])
    }

    /// The level of distance between two CPUs.
    pub(crate) fn level(&self, from: usize, to: usize) -> usize {
        self.parameters.distance[self.node(from)][self.node(to)]
    }

    /// The line of a word.
    pub(super) fn line(&mut self, place: Place) -> u32 {
        let address = place.address();
        let key = address / self.parameters.line;
        if let Some(&line) = self.line_at.get(&key) {
            return line;
        }
        let own = key * self.parameters.line..(key + 1) * self.parameters.line;
        let meets = |it: &Range<usize>| it.start < own.end && own.start < it.end;
        let watched = self.watched.iter().any(meets);
        let stations = match self.parameters.node_busy {
            Some(_) => 1 + self.parameters.nodes,
            None => 1,
        };
        let line = self.lines.len() as u32;
        // All memory belongs to node 0.
        self.lines.push(Line::new(0, stations, watched));
        self.line_at.insert(key, line);
        line
    }

    /// Who counts a transfer of a line.
    pub(super) fn count(&mut self, line: u32, count: impl Fn(&mut Transfers)) {
        count(&mut self.counts.transfers);
        if self.lines[line as usize].watched {
            count(&mut self.counts.watched);
        }
    }

    /// `cpu` begins, or goes on, at `at`.
    pub(crate) fn wake(&mut self, cpu: usize, at: u64) {
        let what = What::Cpu(cpu as u32);
        self.events.push(Reverse(Event { at, what }));
    }

    /// Whether what `cpu` does now is what happens next, within the limit.
    pub(crate) fn is_next(&self, cpu: usize) -> bool {
        let at = self.cpus[cpu].clock;
        if at > self.limit {
            return false;
        }
        let what = What::Cpu(cpu as u32);
        match self.events.peek() {
            Some(&Reverse(first)) => Event { at, what } < first,
            None => true,
        }
    }

    /// Whoever has not come to an end.
    pub(crate) fn stuck(&self) -> Vec<usize> {
        let cpus = self.cpus.iter().enumerate();
        cpus.filter(|(_, cpu)| !cpu.finished)
            .map(|(number, _)| number)
            .collect()
    }
}
