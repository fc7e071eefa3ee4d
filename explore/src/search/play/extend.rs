//! What the graph does not have yet is added, and what else could be is left for
//! later.

use super::lines::lines;
use super::playing::{Place, Playing, State, Stop};
use crate::fault::{FailureKind, Fault};
use crate::graph::{Choice, Graph, Label, LocationId, Purpose, Read, Write, revisits};
use crate::limits::MAX_THREADS;
use crate::run::{Request, foreign};
use std::sync::atomic::Ordering;

impl Playing<'_, '_> {
    /// Adds the next event of `thread`; whether there is an execution with it.
    pub(super) fn go_on(&mut self, thread: usize) -> Result<bool, Stop> {
        if let Some(turn) = self.turn_without_effect(thread) {
            return Ok(self.leave_out(thread, turn));
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        let State::Asks(request, at) = state else {
            unreachable!("a thread that goes on asks for something");
        };
        if self.context.steps(thread) >= self.settings.step_limit {
            return Err(Stop(Some(thread), self.too_many_steps(thread, at)));
        }
        match request {
            Request::Update(_, op, _) if op.may_pass() => self.pass(thread, &request, at),
            Request::Load(..) | Request::Await(..) | Request::Update(..) => {
                self.add_read(thread, request, at)
            }
            Request::Store(object, order, value) => {
                let location = self.bind(thread, &Request::Store(object, order, value), at)?;
                let write = Write {
                    location,
                    order,
                    value,
                    updates: false,
                };
                let added = self.add_write(thread, write, at);
                if added {
                    self.resume(thread, 0, false)?;
                }
                Ok(added)
            }
            Request::Fence(order) => {
                let id = self.graph.push(thread, Label::Fence(order), at);
                self.ran(id);
                self.resume(thread, 0, false)?;
                Ok(true)
            }
            Request::Spawn(work) => {
                let child = self.free_thread(thread, at)?;
                let id = self.graph.push(thread, Label::Spawn(child), at);
                self.graph.spawned(child, id);
                self.ran(id);
                self.spawn(id, child, work)?;
                Ok(true)
            }
            Request::Join(child) => {
                let id = self.graph.push(thread, Label::Join(child), at);
                self.ran(id);
                self.resume(thread, 0, false)?;
                Ok(true)
            }
            Request::Choose(of) => self.add_choice(thread, of, Label::Choice, at),
            Request::Point(of) => self.add_choice(thread, of, Label::Point, at),
            Request::Handler(handler) => {
                let id = self.graph.push(thread, Label::Handler(handler), at);
                self.ran(id);
                self.resume(thread, 0, false)?;
                Ok(true)
            }
            Request::Fault(..) | Request::Stuck => unreachable!("it ends the run"),
        }
    }

    /// Tells `thread`, which has done its work, that no interrupt comes any more.
    pub(super) fn end_rest(&mut self, thread: usize) -> Result<(), Stop> {
        let State::Asks(_, at) = self.state(thread) else {
            unreachable!("a thread that rests waits for an interrupt");
        };
        let id = self.graph.push(thread, Label::Rest, at);
        self.ran(id);
        self.resume(thread, 0, false)
    }

    /// Adds a choice between so many: the first, and the others are left for later.
    fn add_choice(
        &mut self,
        thread: usize,
        of: u16,
        label: fn(Choice) -> Label,
        at: Place,
    ) -> Result<bool, Stop> {
        for chosen in 1..of {
            let mut other = self.graph.clone();
            other.push(thread, label(Choice { of, chosen }), at);
            self.others.push(other);
        }
        let id = self.graph.push(thread, label(Choice { of, chosen: 0 }), at);
        self.ran(id);
        self.resume(thread, 0, false)?;
        Ok(true)
    }

    fn too_many_steps(&self, thread: usize, at: Place) -> Fault {
        let events = &self.graph.threads[thread].events;
        let mut places: Vec<Place> = vec![at];
        for event in events.iter().rev().take(64) {
            if !places.contains(&event.at) {
                places.push(event.at);
            }
        }
        places.sort();
        let message = format!(
            "step limit: thread {thread} has taken {} steps, the last of them in a loop at {}. A \
             loop that waits, and whose turns change something, must wait with await_until first; \
             if the loop is bounded, raise Explorer::step_limit",
            self.context.steps(thread),
            lines(&places)
        );
        Fault::new(FailureKind::StepLimit, message)
    }

    /// A number for a thread that is about to be spawned.
    fn free_thread(&self, parent: usize, at: Place) -> Result<usize, Stop> {
        let taken = |thread: usize| self.threads.get(thread).is_some_and(Option::is_some);
        let free = (0..MAX_THREADS).find(|&thread| !taken(thread));
        free.ok_or_else(|| {
            let message = format!(
                "too many threads: thread {parent} spawns at {at} thread number {}; a model has \
                 at most {}, the main thread included",
                MAX_THREADS + 1,
                MAX_THREADS
            );
            Stop(Some(parent), Fault::new(FailureKind::Misuse, message))
        })
    }

    /// The location of the atomic that is asked for; a new one if the run has not
    /// met the atomic before.
    fn bind(&mut self, thread: usize, request: &Request, at: Place) -> Result<LocationId, Stop> {
        let object = request.object().expect("it is an access");
        // SAFETY: the thread is suspended in its access to the atomic.
        let name = unsafe { &*object.id };
        match self.context.objects.name(name) {
            Err(_) => return Err(Stop(Some(thread), foreign(at))),
            Ok(Some(known)) => return Ok(known),
            Ok(None) => {}
        }
        let location = self.graph.free_location(&self.bound);
        self.bound.resize(self.graph.locations.len(), false);
        self.bound[location] = true;
        self.graph.locations[location].initial = object.initial;
        self.context.set_newest(location, object.initial);
        self.context.objects.call(name, location);
        Ok(location)
    }

    pub(super) fn add_read(
        &mut self,
        thread: usize,
        request: Request,
        at: Place,
    ) -> Result<bool, Stop> {
        let unread = self.unread(thread, &request, at)?;
        let Read {
            location, purpose, ..
        } = unread;
        let id = self.graph.next_of(thread);
        let known = self.graph.known(location, &self.graph.views_before(id).hb);
        let last = self.graph.locations[location].writes.len();
        let reading = |graph: &Graph, rank| {
            let source = graph.ranked(location, rank);
            unread.reading(source, graph.value_of(location, source))
        };
        let waits = request.waits();
        let mut may_fail = Vec::new();
        for rank in (known..=last).rev() {
            let read = reading(&self.graph, rank);
            if waits && !request.accepts(thread, read.value) {
                continue;
            }
            if read.writes.is_some() && matches!(purpose, Purpose::Update(op) if op.is_weak()) {
                may_fail.push(read.failing_spuriously());
            }
            if rank != last {
                self.try_other(thread, read, at);
            }
        }
        // The last to be tried, so that a failure is first found without.
        if self.graph.spurious_before(id) < self.settings.spurious_failures {
            for read in may_fail {
                self.try_other(thread, read, at);
            }
        } else {
            self.spurious_limit_reached |= !may_fail.is_empty();
        }
        let read = reading(&self.graph, last);
        let blocked = waits && !request.accepts(thread, read.value);
        let id = self
            .graph
            .push(thread, Label::Read(Read { blocked, ..read }), at);
        self.ran(id);
        self.count_wait(id, &request);
        if blocked {
            self.thread(thread).state = State::Blocked(request, at);
            return Ok(true);
        }
        match (purpose, read.writes) {
            (Purpose::Update(op), Some(written)) => {
                let read = read.value;
                self.thread(thread).state = State::Updates {
                    op,
                    read,
                    written,
                    location,
                    at,
                };
                self.finish_update(thread)
            }
            _ => {
                self.resume(thread, read.value, false)?;
                Ok(true)
            }
        }
    }

    /// The read that is asked for.
    fn unread(&mut self, thread: usize, request: &Request, at: Place) -> Result<Read, Stop> {
        let location = self.bind(thread, request, at)?;
        let (purpose, order) = match request {
            Request::Load(_, order) => (Purpose::Load, *order),
            Request::Await(_, order, ..) => (Purpose::Await, *order),
            Request::Update(_, op, _) => (Purpose::Update(*op), op.order),
            _ => unreachable!("it is a read"),
        };
        Ok(Read::unread(location, purpose, order))
    }

    /// An update of `thread` that need not be made is not made: those in which it is are left
    /// for later. What is written later [revisits](revisits) it.
    fn pass(&mut self, thread: usize, request: &Request, at: Place) -> Result<bool, Stop> {
        let unread = self.unread(thread, request, at)?;
        let location = unread.location;
        let before = self.graph.views_before(self.graph.next_of(thread));
        let known = self.graph.known(location, &before.hb);
        for rank in (known..=self.graph.locations[location].writes.len()).rev() {
            let source = self.graph.ranked(location, rank);
            let read = unread.reading(source, self.graph.value_of(location, source));
            if read.writes.is_some() {
                self.try_other(thread, read, at);
            }
        }
        let id = self.graph.push(thread, Label::Passed(unread), at);
        self.ran(id);
        self.resume(thread, 0, false)?;
        Ok(true)
    }

    /// Leaves the graph in which the next event of `thread` is `read` for later.
    fn try_other(&mut self, thread: usize, read: Read, at: Place) {
        let mut other = self.graph.clone();
        let id = other.push(thread, Label::Read(read), at);
        if !other.is_consistent(&[id]) {
            return;
        }
        let (location, rank) = (read.location, other.rank(read.location, read.source));
        match read.writes {
            // Two updates of one write: this one can only be read by the other.
            Some(value) if other.is_updated(location, rank) => {
                let order = read.order;
                let write = Write {
                    location,
                    order,
                    value,
                    updates: true,
                };
                self.revisit(&other, thread, write, at);
            }
            _ => self.others.push(other),
        }
    }

    fn revisit(&mut self, graph: &Graph, thread: usize, write: Write, at: Place) {
        let others = &mut self.others;
        let spurious_failures = self.settings.spurious_failures;
        revisits(graph, thread, write, at, spurious_failures, |other| {
            others.push(other)
        });
    }

    /// Adds the write of an update whose read is there; whether there is an
    /// execution with it.
    pub(super) fn finish_update(&mut self, thread: usize) -> Result<bool, Stop> {
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        let State::Updates {
            op,
            read,
            written,
            location,
            at,
        } = state
        else {
            unreachable!("the thread is in an update");
        };
        let order: Ordering = op.order;
        let write = Write {
            location,
            order,
            value: written,
            updates: true,
        };
        let added = self.add_write(thread, write, at);
        if added {
            self.resume(thread, read, true)?;
        }
        Ok(added)
    }

    /// Adds a write; whether there is an execution with it.
    fn add_write(&mut self, thread: usize, write: Write, at: Place) -> bool {
        let graph = std::mem::replace(&mut self.graph, Graph::new(self.settings.memory_model));
        self.revisit(&graph, thread, write, at);
        self.graph = graph;
        let id = self.graph.push(thread, Label::Write(write), at);
        let mut positions = self.graph.positions(id, &write);
        let Some(last) = positions.pop() else {
            return false;
        };
        for position in positions {
            let mut other = self.graph.clone();
            other.place(id, position);
            if other.is_consistent(&[id]) {
                self.others.push(other);
            }
        }
        self.graph.place(id, last);
        self.ran(id);
        // What is last in modification order, nothing comes after in any order.
        let is_last = last + 1 == self.graph.locations[write.location].writes.len();
        is_last || self.graph.is_consistent(&[id])
    }
}
