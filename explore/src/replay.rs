//! What leads to an execution again.

use crate::MemoryModel;
use crate::graph::{Event, EventId, Graph, Label, Purpose, Read, Views, Write};
use serde::{Deserialize, Serialize};
use std::panic::Location;

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
        order: std::sync::atomic::Ordering,
        source: Option<EventId>,
        writes: bool,
        spurious: bool,
    },
    Write {
        location: usize,
        #[serde(with = "ordering")]
        order: std::sync::atomic::Ordering,
        updates: bool,
    },
    Fence(#[serde(with = "ordering")] std::sync::atomic::Ordering),
    Spawn(usize),
    Join(usize),
}

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
    pub(crate) fn graph(&self) -> Graph {
        let nowhere = Location::caller();
        let mut graph = Graph::new(self.memory_model);
        graph.threads.clear();
        for thread in &self.threads {
            let events = thread.events.iter().map(|saved| Event {
                label: saved.label.label(),
                stamp: saved.stamp,
                at: nowhere,
                views: Views::default(),
            });
            graph.threads.push(crate::graph::Thread {
                parent: thread.parent,
                events: events.collect(),
            });
        }
        for writes in &self.locations {
            graph.add_location(writes.clone());
        }
        graph.count();
        graph
    }
}

impl SavedLabel {
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
                location,
                purpose,
                order,
                source,
                value: 0,
                writes: writes.then_some(0),
                spurious,
                blocked: false,
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
        }
    }
}

/// Orderings in files.
pub(crate) mod ordering {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::sync::atomic::Ordering;

    const NAMES: [(&str, Ordering); 5] = [
        ("relaxed", Ordering::Relaxed),
        ("acquire", Ordering::Acquire),
        ("release", Ordering::Release),
        ("acq-rel", Ordering::AcqRel),
        ("seq-cst", Ordering::SeqCst),
    ];

    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub(crate) fn serialize<S: Serializer>(order: &Ordering, to: S) -> Result<S::Ok, S::Error> {
        let found = NAMES.iter().find(|(_, it)| it == order);
        to.serialize_str(found.map_or("unknown", |(name, _)| name))
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Ordering, D::Error> {
        let name = String::deserialize(from)?;
        let found = NAMES.iter().find(|(it, _)| *it == name);
        found
            .map(|(_, order)| *order)
            .ok_or_else(|| D::Error::custom(format!("{name} is no memory ordering")))
    }
}
