//! An execution graph: events with program order, reads-from and modification
//! order.

use super::event::{acquires, releases};
use super::{Event, EventId, Label, LocationId, Read, Source, Views, Write};
use crate::memory_model::MemoryModel;
use std::panic::Location;

/// An execution graph.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) model: MemoryModel,
    pub(crate) threads: Vec<Thread>,
    pub(crate) locations: Vec<Accesses>,
    pub(crate) stamps: u32,
    /// How many SC events there are.
    pub(crate) sc_events: usize,
}

/// A thread of a graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thread {
    /// The event that spawned it; the main thread has none.
    pub(crate) parent: Option<EventId>,
    pub(crate) events: Vec<Event>,
    /// Whether it has changed something that is no event since the last event that was run:
    /// a cell, an allocation, what it has said itself.
    pub(crate) touched: bool,
    /// Where the turn begins that is its last and changed nothing, if it waits for
    /// the turn to go otherwise.
    pub(crate) polls: Option<usize>,
}

/// The accesses to a location.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accesses {
    /// Modification order, without the initial value.
    pub(crate) writes: Vec<EventId>,
    pub(crate) reads: Vec<EventId>,
    /// Where it could have been read, and was not: see [`Label::Passed`].
    pub(crate) passed: Vec<EventId>,
    /// The initial value, as of the last run.
    pub(crate) initial: u64,
}

impl Graph {
    /// The graph of nothing, which every exploration begins with.
    pub(crate) fn new(model: MemoryModel) -> Self {
        Self {
            model,
            threads: vec![Thread::default()],
            locations: Vec::new(),
            stamps: 0,
            sc_events: 0,
        }
    }

    /// Adds a location with these writes, whose events are there.
    pub(crate) fn add_location(&mut self, writes: Vec<EventId>) {
        let number = self.locations.len();
        let is_read = |id: &EventId| matches!(self.event(*id).label, Label::Read(read) if read.location == number);
        let reads = self.ids().filter(is_read).collect();
        let is_passed = |id: &EventId| matches!(self.event(*id).label, Label::Passed(read) if read.location == number);
        let passed = self.ids().filter(is_passed).collect();
        self.locations.push(Accesses {
            writes,
            reads,
            passed,
            initial: 0,
        });
    }

    /// Counts events that are there.
    pub(crate) fn count(&mut self) {
        let events = || self.threads.iter().flat_map(|thread| &thread.events);
        let sc_events = events().filter(|event| event.label.is_sc()).count();
        let stamps = events().map(|event| event.stamp).max().unwrap_or(0);
        self.sc_events = sc_events;
        self.stamps = stamps;
    }

    pub(crate) fn event(&self, id: EventId) -> &Event {
        &self.threads[id.thread()].events[id.index()]
    }

    pub(crate) fn event_mut(&mut self, id: EventId) -> &mut Event {
        &mut self.threads[id.thread()].events[id.index()]
    }

    /// The read that `id` is.
    pub(crate) fn read(&self, id: EventId) -> &Read {
        match &self.event(id).label {
            Label::Read(read) => read,
            label => unreachable!("{id:?} is no read but {label:?}"),
        }
    }

    /// The write that `id` is.
    pub(crate) fn write(&self, id: EventId) -> &Write {
        match &self.event(id).label {
            Label::Write(write) => write,
            label => unreachable!("{id:?} is no write but {label:?}"),
        }
    }

    /// All events, thread by thread.
    pub(crate) fn ids(&self) -> impl Iterator<Item = EventId> {
        self.threads.iter().enumerate().flat_map(|(thread, it)| {
            (0..it.events.len()).map(move |index| EventId::new(thread, index))
        })
    }

    /// The event that `thread` would do next.
    pub(crate) fn next_of(&self, thread: usize) -> EventId {
        EventId::new(thread, self.threads[thread].events.len())
    }

    /// What comes before the event with this name: the views of its predecessor
    /// in its thread, or of the thread's spawn.
    pub(crate) fn views_before(&self, id: EventId) -> Views {
        let thread = &self.threads[id.thread()];
        let before = match id.index().checked_sub(1) {
            Some(index) => Some(&thread.events[index].views),
            None => thread.parent.map(|spawn| &self.event(spawn).views),
        };
        before.copied().unwrap_or_default()
    }

    /// The views of an event with this name and label.
    pub(crate) fn views_of(&self, id: EventId, label: &Label) -> Views {
        let mut views = self.views_before(id);
        match label {
            Label::Read(read) => {
                if let Some(source) = read.source {
                    let source = self.event(source).views;
                    views.porf.join(&source.porf);
                    views.acquirable.join(&source.message);
                    if acquires(read.order) {
                        views.hb.join(&source.message);
                    }
                }
            }
            Label::Fence(order) if acquires(*order) => {
                let acquired = views.acquirable;
                views.hb.join(&acquired);
            }
            Label::Join(child) => {
                let end = self.next_of(*child);
                let ended = self.views_before(end);
                views.porf.join(&ended.porf);
                views.hb.join(&ended.hb);
                // What the thread did after its last event is over, too.
                views.hb.include(end);
            }
            Label::Write(_)
            | Label::Fence(_)
            | Label::Spawn(_)
            | Label::Choice(_)
            | Label::Point(_)
            | Label::Passed(_)
            | Label::Handler(_)
            | Label::Rest => {}
        }
        views.porf.include(id);
        views.hb.include(id);
        match label {
            Label::Write(write) => {
                views.message = if releases(write.order) {
                    views.hb
                } else {
                    views.fenced
                };
                // A release sequence goes on through read-modify-writes only.
                if write.updates
                    && let Some(source) = self.updated_by(id)
                {
                    let inherited = self.event(source).views.message;
                    views.message.join(&inherited);
                }
            }
            Label::Fence(order) if releases(*order) => views.fenced = views.hb,
            _ => {}
        }
        views
    }

    /// What the update that `write` is the second half of has read.
    pub(crate) fn updated_by(&self, write: EventId) -> Source {
        let read = EventId::new(write.thread(), write.index() - 1);
        self.read(read).source
    }

    /// Adds an event at the end of `thread`. A write is to be placed in
    /// modification order besides.
    pub(crate) fn push(
        &mut self,
        thread: usize,
        label: Label,
        at: &'static Location<'static>,
    ) -> EventId {
        let id = self.next_of(thread);
        let views = self.views_of(id, &label);
        self.stamps += 1;
        let after_cell = std::mem::take(&mut self.threads[thread].touched);
        self.threads[thread].events.push(Event {
            label,
            stamp: self.stamps,
            at,
            after_cell,
            views,
        });
        self.sc_events += usize::from(label.is_sc());
        match label {
            Label::Read(read) => self.locations[read.location].reads.push(id),
            Label::Passed(read) => self.locations[read.location].passed.push(id),
            _ => {}
        }
        id
    }

    /// The event `id` is this now.
    pub(crate) fn relabel(&mut self, id: EventId, label: Label) {
        self.sc_events -= usize::from(self.event(id).label.is_sc());
        self.sc_events += usize::from(label.is_sc());
        if let (Label::Passed(_), Label::Read(read)) = (self.event(id).label, label) {
            let accesses = &mut self.locations[read.location];
            accesses.passed.retain(|&it| it != id);
            accesses.reads.push(id);
        }
        let views = self.views_of(id, &label);
        let event = self.event_mut(id);
        event.label = label;
        event.views = views;
    }

    /// `child` is the thread that `spawn` has spawned.
    pub(crate) fn spawned(&mut self, child: usize, spawn: EventId) {
        if self.threads.len() <= child {
            self.threads.resize_with(child + 1, Thread::default);
        }
        self.threads[child].parent = Some(spawn);
    }

    /// A location that no event accesses and that is not `taken`.
    pub(crate) fn free_location(&mut self, taken: &[bool]) -> LocationId {
        let free = (0..self.locations.len()).find(|&location| {
            let accesses = &self.locations[location];
            let unused = accesses.writes.is_empty()
                && accesses.reads.is_empty()
                && accesses.passed.is_empty();
            unused && !taken.get(location).copied().unwrap_or(false)
        });
        free.unwrap_or_else(|| {
            self.locations.push(Accesses::default());
            self.locations.len() - 1
        })
    }

    /// Places `write` behind the first `position` writes to its location.
    pub(crate) fn place(&mut self, write: EventId, position: usize) {
        let location = self.write(write).location;
        self.locations[location].writes.insert(position, write);
    }

    /// What a read of this write reads.
    pub(crate) fn value_of(&self, location: LocationId, source: Source) -> u64 {
        match source {
            None => self.locations[location].initial,
            Some(write) => self.write(write).value,
        }
    }

    /// Its place in modification order: 0 is the initial value's.
    pub(crate) fn rank(&self, location: LocationId, source: Source) -> usize {
        let Some(write) = source else { return 0 };
        let writes = &self.locations[location].writes;
        let before = writes.iter().rposition(|&other| other == write);
        before.expect("a write has a place in modification order") + 1
    }

    /// The write with this place in modification order.
    pub(crate) fn ranked(&self, location: LocationId, rank: usize) -> Source {
        let before = rank.checked_sub(1)?;
        Some(self.locations[location].writes[before])
    }

    /// What the last write in modification order wrote.
    pub(crate) fn newest(&self, location: LocationId) -> u64 {
        let source = self.locations[location].writes.last().copied();
        self.value_of(location, source)
    }

    /// The graph of those events that `keep` says, which are the first ones of
    /// each thread, and closed under reads-from.
    pub(crate) fn restricted(&self, keep: impl Fn(EventId, &Event) -> bool) -> Self {
        let mut sc_events = 0;
        let threads = self.threads.iter().enumerate().map(|(thread, it)| {
            let kept = it.events.iter().enumerate();
            let kept = kept.take_while(|(index, event)| keep(EventId::new(thread, *index), event));
            let events: Vec<Event> = kept.map(|(_, event)| *event).collect();
            Thread {
                parent: it.parent,
                touched: it.touched,
                polls: it.polls.filter(|_| events.len() == it.events.len()),
                events,
            }
        });
        let threads: Vec<Thread> = threads.collect();
        let is_kept = |id: &EventId| id.index() < threads[id.thread()].events.len();
        let locations = self.locations.iter().map(|accesses| Accesses {
            writes: accesses.writes.iter().copied().filter(is_kept).collect(),
            reads: accesses.reads.iter().copied().filter(is_kept).collect(),
            passed: accesses.passed.iter().copied().filter(is_kept).collect(),
            initial: accesses.initial,
        });
        let locations = locations.collect();
        for thread in &threads {
            sc_events += thread.events.iter().filter(|it| it.label.is_sc()).count();
        }
        Self {
            model: self.model,
            threads,
            locations,
            stamps: self.stamps,
            sc_events,
        }
    }
}
