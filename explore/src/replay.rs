//! What leads to an execution again.

use crate::graph::{
    Choice, Event, EventId, Graph, Handler, Label, Purpose, Read, Thread, Views, Write, ordering,
};
use crate::limits::{MAX_THREADS, MOST_STEPS};
use crate::memory_model::MemoryModel;
use serde::{Deserialize, Serialize};
use std::panic::Location;
use std::sync::atomic::Ordering;

/// Leads to one execution of a model: its graph, as far as it was built when it
/// was run for the last time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Replay {
    pub(crate) version: u32,
    pub(crate) memory_model: MemoryModel,
    pub(crate) threads: Vec<SavedThread>,
    /// For each location, modification order.
    pub(crate) locations: Vec<Vec<EventId>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SavedThread {
    pub(crate) parent: Option<EventId>,
    pub(crate) events: Vec<SavedEvent>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SavedEvent {
    pub(crate) stamp: u32,
    pub(crate) label: SavedLabel,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SavedLabel {
    Read {
        location: usize,
        purpose: Purpose,
        #[serde(with = "ordering")]
        order: Ordering,
        source: Option<EventId>,
        writes: bool,
        spurious: bool,
    },
    Write {
        location: usize,
        #[serde(with = "ordering")]
        order: Ordering,
        updates: bool,
    },
    Fence(#[serde(with = "ordering")] Ordering),
    Spawn(usize),
    Join(usize),
    Choice(Choice),
    Point(Choice),
    Passed {
        location: usize,
        purpose: Purpose,
        #[serde(with = "ordering")]
        order: Ordering,
    },
    Enters,
    Leaves,
    Rest,
}

/// Stamps of a file. There are as many again, for what comes after it.
const MOST_STAMPS: u32 = u32::MAX / 2;

/// The form of these files. Another cannot be read.
const VERSION: u32 = 1;

impl Replay {
    pub(crate) fn of(graph: &Graph) -> Self {
        let save = |event: &Event| SavedEvent {
            stamp: event.stamp,
            label: SavedLabel::of(&event.label),
        };
        let threads = graph.threads.iter().map(|thread| SavedThread {
            parent: thread.parent,
            events: thread.events.iter().map(save).collect(),
        });
        let locations = graph.locations.iter();
        Self {
            version: VERSION,
            memory_model: graph.model,
            threads: threads.collect(),
            locations: locations.map(|it| it.writes.clone()).collect(),
        }
    }

    /// The graph, as far as it can be known without running the model: values and
    /// views come when it is run.
    ///
    /// # Errors
    ///
    /// If this is no graph.
    pub(crate) fn graph(&self) -> Result<Graph, Damaged> {
        self.check()?;
        let nowhere = Location::caller();
        let mut graph = Graph::new(self.memory_model);
        graph.threads.clear();
        for thread in &self.threads {
            let events = thread.events.iter().map(|saved| Event {
                label: saved.label.label(),
                stamp: saved.stamp,
                at: nowhere,
                after_cell: false,
                views: Views::default(),
            });
            graph.threads.push(Thread {
                parent: thread.parent,
                events: events.collect(),
                touched: false,
                polls: None,
            });
        }
        for writes in &self.locations {
            graph.add_location(writes.clone());
        }
        graph.count();
        // A graph of which reads-from is a cycle could not be run.
        graph.has_replay_order().then_some(graph).ok_or(Damaged)
    }

    /// Every name that is used is one of an event of the right kind.
    fn check(&self) -> Result<(), Damaged> {
        let event = |id: EventId| self.threads.get(id.thread())?.events.get(id.index());
        let label = |id: EventId| event(id).map(|event| &event.label);
        let place = |id: EventId| match label(id) {
            Some(&SavedLabel::Write { location, .. }) => Some(location),
            _ => None,
        };
        let is_spawn = |id: EventId, child: usize| matches!(label(id), Some(&SavedLabel::Spawn(thread)) if thread == child);
        let few = (1..=MAX_THREADS).contains(&self.threads.len());
        let placed = self.locations.iter().enumerate().all(|(location, writes)| {
            let unique = writes
                .iter()
                .enumerate()
                .all(|(i, id)| !writes[..i].contains(id));
            unique && writes.iter().all(|&id| place(id) == Some(location))
        });
        let mut sound = self.version == VERSION && few && placed;
        for (number, thread) in self.threads.iter().enumerate() {
            let spawned = thread.parent.is_some_and(|spawn| is_spawn(spawn, number));
            // An earlier spawn may be gone, and the thread with it.
            sound &= match number {
                0 => thread.parent.is_none(),
                _ => thread.events.is_empty() || spawned,
            };
            sound &= thread.events.len() <= 2 * MOST_STEPS;
            let mut before = None;
            for (index, event) in thread.events.iter().enumerate() {
                sound &= event.stamp <= MOST_STAMPS;
                let id = EventId::new(number, index);
                sound &= match event.label {
                    SavedLabel::Read {
                        location, source, ..
                    } => {
                        location < self.locations.len()
                            && source.is_none_or(|write| place(write) == Some(location))
                    }
                    SavedLabel::Write {
                        location, updates, ..
                    } => {
                        let read = before.is_some_and(|it: &SavedLabel| it.updates(location));
                        let placed = |writes: &Vec<EventId>| writes.contains(&id);
                        self.locations.get(location).is_some_and(placed) && updates == read
                    }
                    SavedLabel::Spawn(child) => {
                        let thread = self.threads.get(child);
                        thread.is_some_and(|it| it.parent == Some(id))
                    }
                    SavedLabel::Passed { location, .. } => location < self.locations.len(),
                    SavedLabel::Join(child) => child > 0 && child < self.threads.len(),
                    SavedLabel::Choice(choice) | SavedLabel::Point(choice) => {
                        choice.chosen < choice.of
                    }
                    SavedLabel::Fence(_)
                    | SavedLabel::Enters
                    | SavedLabel::Leaves
                    | SavedLabel::Rest => true,
                };
                before = Some(&event.label);
            }
        }
        sound.then_some(()).ok_or(Damaged)
    }
}

/// It is no graph, or one of another version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Damaged;

impl SavedLabel {
    /// Whether it is the first half of an update of this location.
    fn updates(&self, at: usize) -> bool {
        matches!(self, SavedLabel::Read { location, writes: true, .. } if *location == at)
    }

    fn of(label: &Label) -> Self {
        match *label {
            Label::Read(read) => SavedLabel::Read {
                location: read.location,
                purpose: read.purpose,
                order: read.order,
                source: read.source,
                writes: read.writes.is_some(),
                spurious: read.spurious,
            },
            Label::Write(write) => SavedLabel::Write {
                location: write.location,
                order: write.order,
                updates: write.updates,
            },
            Label::Fence(order) => SavedLabel::Fence(order),
            Label::Spawn(thread) => SavedLabel::Spawn(thread),
            Label::Join(thread) => SavedLabel::Join(thread),
            Label::Choice(choice) => SavedLabel::Choice(choice),
            Label::Point(choice) => SavedLabel::Point(choice),
            Label::Passed(read) => SavedLabel::Passed {
                location: read.location,
                purpose: read.purpose,
                order: read.order,
            },
            Label::Handler(Handler::Enters(_)) => SavedLabel::Enters,
            Label::Handler(Handler::Leaves(_)) => SavedLabel::Leaves,
            Label::Rest => SavedLabel::Rest,
        }
    }

    fn label(&self) -> Label {
        match *self {
            SavedLabel::Read {
                location,
                purpose,
                order,
                source,
                writes,
                spurious,
            } => Label::Read(Read {
                source,
                writes: writes.then_some(0),
                spurious,
                ..Read::unread(location, purpose, order)
            }),
            SavedLabel::Write {
                location,
                order,
                updates,
            } => Label::Write(Write {
                location,
                order,
                value: 0,
                updates,
            }),
            SavedLabel::Fence(order) => Label::Fence(order),
            SavedLabel::Spawn(thread) => Label::Spawn(thread),
            SavedLabel::Join(thread) => Label::Join(thread),
            SavedLabel::Choice(choice) => Label::Choice(choice),
            SavedLabel::Point(choice) => Label::Point(choice),
            SavedLabel::Passed {
                location,
                purpose,
                order,
            } => Label::Passed(Read::unread(location, purpose, order)),
            // The run has the names.
            SavedLabel::Enters => Label::Handler(Handler::Enters("")),
            SavedLabel::Leaves => Label::Handler(Handler::Leaves("")),
            SavedLabel::Rest => Label::Rest,
        }
    }
}
