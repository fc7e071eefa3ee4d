//! A graph in the form in which both sides are compared.

use std::fmt::{self, Display, Formatter};
use std::sync::atomic::Ordering;

use crate::candidate::{Candidate, Kind, Place};
use crate::modification_orders::ModificationOrder;
use crate::program::{Operation, Program};
use crate::rules::MemoryModel;

/// An event: its thread, and how many events of that thread come before it. An
/// access to a cell is no event.
pub(crate) type Name = (usize, usize);

/// What the threads did, what they read from, and the modification orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Graph {
    pub(crate) threads: Vec<Vec<Label>>,
    /// For each location its writes; the initial one is not there. Locations are
    /// numbered by their first appearance, thread by thread.
    pub(crate) orders: Vec<Vec<Name>>,
    /// For each thread what it read from cells.
    pub(crate) cells: Vec<Vec<u64>>,
}

/// What an event is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    Read {
        location: usize,
        order: Ordering,
        value: u64,
        from: Option<Name>,
        spurious: bool,
    },
    Write {
        location: usize,
        order: Ordering,
        value: u64,
    },
    Update {
        location: usize,
        order: Ordering,
        read: u64,
        from: Option<Name>,
        written: u64,
    },
    Fence {
        order: Ordering,
    },
}

/// Numbers things in the order in which they come.
#[derive(Debug, Default)]
pub(crate) struct Numbering(Vec<usize>);

impl Numbering {
    pub(crate) fn number(&mut self, thing: usize) -> usize {
        let known = self.0.iter().position(|&other| other == thing);
        known.unwrap_or_else(|| {
            self.0.push(thing);
            self.0.len() - 1
        })
    }
}

impl Graph {
    /// The graph that `candidate` is with this modification order.
    pub(crate) fn of(
        program: &Program,
        model: MemoryModel,
        candidate: &Candidate,
        order: &ModificationOrder,
    ) -> Self {
        let names = names(candidate);
        let from = |read: usize| candidate.source[read].and_then(|write| names[write]);
        let mut locations = Numbering::default();
        let mut graph = Self {
            threads: vec![Vec::new(); program.threads.len()],
            orders: Vec::new(),
            cells: vec![Vec::new(); program.threads.len()],
        };
        for thread in 0..program.threads.len() {
            for (index, event) in candidate.events.iter().enumerate() {
                if event.thread != Some(thread) {
                    continue;
                }
                let operation = &program.threads[thread][event.slot].operation;
                let update = |&&(_, write): &&(usize, usize)| write == index;
                let update = candidate.updates.iter().find(update);
                let is_read_of_update = candidate.updates.iter().any(|&(read, _)| read == index);
                let label = match (event.place, event.kind) {
                    _ if is_read_of_update => continue,
                    (Some(Place::Cell(_)), Kind::Read) => {
                        graph.cells[thread].push(event.value);
                        continue;
                    }
                    (Some(Place::Cell(_)), _) => continue,
                    (None, _) => Label::Fence {
                        order: order_of(operation, true, model),
                    },
                    (Some(Place::Atomic(location)), Kind::Read) => Label::Read {
                        location: locations.number(location),
                        order: order_of(operation, false, model),
                        value: event.value,
                        from: from(index),
                        spurious: event.spurious,
                    },
                    (Some(Place::Atomic(location)), _) => {
                        let location = locations.number(location);
                        let order = order_of(operation, true, model);
                        match update {
                            None => Label::Write {
                                location,
                                order,
                                value: event.value,
                            },
                            Some(&(read, _)) => Label::Update {
                                location,
                                order,
                                read: candidate.events[read].value,
                                from: from(read),
                                written: event.value,
                            },
                        }
                    }
                };
                graph.threads[thread].push(label);
            }
        }
        let name = |&write: &usize| names[write].expect("a write is an event of a thread");
        graph.orders = locations
            .0
            .iter()
            .map(|&location| order[location].iter().map(name).collect())
            .collect();
        graph
    }
}

/// The name of each event. Both halves of a read-modify-write have the same.
fn names(candidate: &Candidate) -> Vec<Option<Name>> {
    let mut names: Vec<Option<Name>> = Vec::new();
    for (index, event) in candidate.events.iter().enumerate() {
        let is_cell = matches!(event.place, Some(Place::Cell(_)));
        let update = candidate.updates.iter().find(|&&(_, write)| write == index);
        let name = match (event.thread, update) {
            (None, _) => None,
            _ if is_cell => None,
            (_, Some(&(read, _))) => names[read],
            (Some(thread), None) => {
                let last = names.iter().flatten().rfind(|name| name.0 == thread);
                Some((thread, last.map_or(0, |name| name.1 + 1)))
            }
        };
        names.push(name);
    }
    names
}

/// The ordering of what an operation does if it writes, or else reads.
fn order_of(operation: &Operation, writes: bool, model: MemoryModel) -> Ordering {
    let order = match *operation {
        Operation::Load { order, .. }
        | Operation::Await { order, .. }
        | Operation::Store { order, .. }
        | Operation::Swap { order, .. }
        | Operation::FetchAdd { order, .. }
        | Operation::Fence { order } => order,
        Operation::CompareExchange {
            success, failure, ..
        } => {
            if writes {
                success
            } else {
                failure
            }
        }
        Operation::CellRead { .. } | Operation::CellWrite { .. } => {
            unreachable!("a cell's accesses have no ordering")
        }
    };
    ordering(order, model)
}

/// What an ordering is taken for.
pub(crate) fn ordering(order: Ordering, model: MemoryModel) -> Ordering {
    match model {
        MemoryModel::Rc11 => order,
        MemoryModel::Sc => Ordering::SeqCst,
    }
}

impl Display for Graph {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (thread, labels) in self.threads.iter().enumerate() {
            for (index, label) in labels.iter().enumerate() {
                writeln!(f, "    {}  {label}", Shown((thread, index)))?;
            }
            if !self.cells[thread].is_empty() {
                writeln!(f, "         cells read: {:?}", self.cells[thread])?;
            }
        }
        for (location, writes) in self.orders.iter().enumerate() {
            write!(f, "    modification order of {}:", Location(location))?;
            for &write in writes {
                write!(f, " {}", Shown(write))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Read {
                location,
                order,
                value,
                from,
                spurious,
            } => {
                let spurious = if spurious { ", spurious" } else { "" };
                let (location, from) = (Location(location), From(from));
                write!(f, "{location} = {value} ({order:?}) from {from}{spurious}")
            }
            Self::Write {
                location,
                order,
                value,
            } => write!(f, "{} := {value} ({order:?})", Location(location)),
            Self::Update {
                location,
                order,
                read,
                from,
                written,
            } => {
                let (location, from) = (Location(location), From(from));
                write!(
                    f,
                    "{location} = {read}, := {written} ({order:?}) from {from}"
                )
            }
            Self::Fence { order } => write!(f, "fence ({order:?})"),
        }
    }
}

/// A location, named by its number in the graph.
struct Location(usize);

impl Display for Location {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "location {}", self.0)
    }
}

/// An event's name.
struct Shown(Name);

impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.0 + 1, self.0.1)
    }
}

/// What was read from.
struct From(Option<Name>);

impl Display for From {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => write!(f, "the initial value"),
            Some(name) => write!(f, "{}", Shown(name)),
        }
    }
}
