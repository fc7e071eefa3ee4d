//! A cache line: who has it, and who wants it.

use crate::copies::Copies;
use std::collections::VecDeque;

/// Who asks: a CPU, or its store buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Port(u32);

impl Port {
    pub(crate) fn of_cpu(cpu: usize) -> Self {
        Self(cpu as u32 * 2)
    }

    pub(crate) fn of_buffer(cpu: usize) -> Self {
        Self(cpu as u32 * 2 + 1)
    }

    pub(crate) fn cpu(self) -> usize {
        self.0 as usize / 2
    }

    pub(crate) fn is_buffer(self) -> bool {
        self.0 % 2 == 1
    }
}

/// What serves the requests for a line, one at a time: its home, or a node that has it.
#[derive(Debug, Default)]
pub(crate) struct Station {
    /// When it is free again.
    pub(crate) busy: u64,
    /// When the node has the data that came to it last; never for the home.
    pub(crate) ready: u64,
    /// The requests, by the time of their arrival: most arrive in that order.
    queue: VecDeque<(u64, Port)>,
    /// Whether the next service has its event.
    pub(crate) scheduled: bool,
}

impl Station {
    pub(crate) fn arrives(&mut self, at: u64, port: Port) {
        let new = (at, port);
        match self.queue.back() {
            Some(&last) if last > new => {
                let behind = self.queue.partition_point(|&it| it < new);
                self.queue.insert(behind, new);
            }
            _ => self.queue.push_back(new),
        }
    }

    pub(crate) fn next(&mut self) -> Option<(u64, Port)> {
        self.queue.pop_front()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }
}

#[derive(Debug)]
pub(crate) struct Line {
    /// The node that its memory belongs to.
    pub(crate) home: usize,
    /// Whom the data come from; nobody, if they are in memory.
    pub(crate) owner: Option<usize>,
    /// Whether the owner has written it.
    pub(crate) written: bool,
    /// The CPUs that have a copy, the owner among them.
    pub(crate) copies: Copies,
    /// The CPUs that sleep on their copy.
    pub(crate) sleepers: Copies,
    /// When the owner has the data.
    pub(crate) ready: u64,
    /// The home; and each node, where accesses within a node do not visit the home.
    pub(crate) stations: Vec<Station>,
    /// Whether its transfers are counted apart.
    pub(crate) watched: bool,
}

/// The station of the home.
pub(crate) const HOME: usize = 0;

impl Line {
    pub(crate) fn new(home: usize, stations: usize, watched: bool) -> Self {
        Self {
            home,
            owner: None,
            written: false,
            copies: Copies::default(),
            sleepers: Copies::default(),
            ready: 0,
            stations: (0..stations).map(|_| Station::default()).collect(),
            watched,
        }
    }

    /// Whether `cpu` alone has it.
    pub(crate) fn is_owned_alone(&self, cpu: usize) -> bool {
        self.copies == Copies::only(cpu)
    }
}
