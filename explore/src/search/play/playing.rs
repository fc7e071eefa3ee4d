//! A run, and its threads.

use super::turn::Literal;
use crate::fault::Fault;
use crate::graph::{EventId, Graph, Label, LocationId, UpdateOp};
use crate::memory_model::MemoryModel;
use crate::run::{Answer, Context, Fiber, Request, Stacks, Step, Work};
use crate::settings::Settings;
use std::panic::Location;

pub(super) type Place = &'static Location<'static>;

/// What a thread is doing.
pub(super) enum State {
    Asks(Request, Place),
    /// It has read what it updates, and is about to write this.
    Updates {
        op: UpdateOp,
        read: u64,
        written: u64,
        location: LocationId,
        at: Place,
    },
    /// It waits for another value than the one that it read.
    Blocked(Request, Place),
    /// It would repeat its last turn, which begins with this, for ever.
    Polls(Request, Place),
    Finished,
}

pub(super) struct PlayedThread {
    pub(super) fiber: Option<Fiber>,
    pub(super) state: State,
    /// Which spawn of which spawn it is.
    pub(super) path: Vec<u16>,
}

pub(super) struct Playing<'p, 'a> {
    pub(super) settings: &'a Settings,
    pub(super) stacks: &'p mut Stacks,
    pub(super) context: &'p Context<'a>,
    pub(super) graph: Graph,
    pub(super) replays: bool,
    pub(super) threads: Vec<Option<PlayedThread>>,
    /// Whether a location is an object of this run.
    pub(super) bound: Vec<bool>,
    pub(super) order: Vec<EventId>,
    pub(super) others: Vec<Graph>,
    pub(super) spurious_limit_reached: bool,
    /// Turns that end, however often they seem to be repeated.
    pub(super) literal: &'p [Literal],
    /// A turn that turned out to end: the run is worth nothing.
    pub(super) again: Option<Literal>,
    /// The lines of each turn that changes nothing.
    pub(super) polls: Vec<Vec<Place>>,
}

/// A failure, and the thread that it was noticed in.
pub(super) struct Stop(pub(super) Option<usize>, pub(super) Fault);

impl Playing<'_, '_> {
    pub(super) fn thread(&mut self, thread: usize) -> &mut PlayedThread {
        self.threads[thread].as_mut().expect("it was spawned")
    }

    pub(super) fn state(&self, thread: usize) -> &State {
        &self.threads[thread].as_ref().expect("it was spawned").state
    }

    pub(super) fn start(&mut self, thread: usize, work: Work, path: Vec<u16>) -> Result<(), Stop> {
        if self.threads.len() <= thread {
            self.threads.resize_with(thread + 1, || None);
        }
        let fiber = Fiber::new(self.stacks, self.settings.stack_size, thread, work);
        self.threads[thread] = Some(PlayedThread {
            fiber: Some(fiber),
            state: State::Finished,
            path,
        });
        let hb = self.graph.views_before(EventId::new(thread, 0)).hb;
        self.context.add_thread(thread, hb);
        self.resume(thread, 0, false)
    }

    /// Lets `thread` run until it asks for something.
    pub(super) fn resume(&mut self, thread: usize, value: u64, wrote: bool) -> Result<(), Stop> {
        self.context.thread.set(thread);
        let mut fiber = self
            .thread(thread)
            .fiber
            .take()
            .expect("it has not finished");
        let step = fiber.resume(Answer::Done { value, wrote }, self.settings.stuck_after);
        match step {
            Step::Finished => {
                fiber.end(self.stacks);
                self.thread(thread).state = State::Finished;
                return Ok(());
            }
            Step::Panicked(fault) => {
                fiber.end(self.stacks);
                return Err(Stop(Some(thread), fault));
            }
            Step::Asks(..) => self.thread(thread).fiber = Some(fiber),
        }
        let Step::Asks(request, at) = step else {
            return Ok(());
        };
        self.graph.threads[thread].touched = self.context.take_touched(thread);
        let request = match (self.graph.model, request) {
            (_, Request::Fault(fault)) => return Err(Stop(Some(thread), fault)),
            (MemoryModel::Rc11, request) => request,
            (MemoryModel::Sc, request) => request.sequentially_consistent(),
        };
        self.thread(thread).state = State::Asks(request, at);
        Ok(())
    }

    /// What the atomic that is asked for holds, as far as the run has come.
    pub(super) fn known_value(&self, request: &Request) -> u64 {
        let object = request.object().expect("a wait is for an atomic");
        // SAFETY: the thread is suspended in its access to the atomic.
        let id = unsafe { &*object.id };
        self.context.newest(id).unwrap_or(object.initial)
    }

    /// Which location the atomic that is asked for is, if the run has met it.
    pub(super) fn location_if_bound(&self, request: &Request) -> Option<LocationId> {
        // SAFETY: the thread is suspended in its access to the atomic.
        let id = unsafe { &*request.object()?.id };
        self.context.objects.name(id).ok().flatten()
    }

    /// Counts the wait that `id` is the end of, if it may have had to wait: it could
    /// have read an older value, with which the wait would not have been over.
    pub(super) fn count_wait(&self, id: EventId, request: &Request) {
        let read = self.graph.read(id);
        let location = read.location;
        let known = self.graph.known(location, &self.graph.views_before(id).hb);
        let older = known..self.graph.rank(location, read.source);
        let waited = older.into_iter().any(|rank| {
            let source = self.graph.ranked(location, rank);
            !request.accepts(id.thread(), self.graph.value_of(location, source))
        });
        if request.waits() && waited {
            self.context.has_waited(id.thread());
        }
    }

    /// Adds to the run what the graph has as `id`.
    pub(super) fn ran(&mut self, id: EventId) {
        self.order.push(id);
        let event = self.graph.event(id);
        self.context
            .advance(id.thread(), event.views.hb, event.label.is_step());
        if let Label::Write(write) = event.label {
            let writes = self.graph.locations[write.location].writes.iter();
            let has_run = |it: &&EventId| it.index() < self.context.events(it.thread());
            if let Some(&newest) = writes.rev().find(has_run) {
                let value = self.graph.write(newest).value;
                self.context.set_newest(write.location, value);
            }
        }
    }

    pub(super) fn is_updating(&self, thread: usize) -> bool {
        self.threads[thread].is_some() && matches!(self.state(thread), State::Updates { .. })
    }

    /// Starts the thread `child`, which `id` spawns, and lets its parent go on.
    pub(super) fn spawn(&mut self, id: EventId, child: usize, work: Work) -> Result<(), Stop> {
        let mut path = self.thread(id.thread()).path.clone();
        path.push(id.index);
        self.start(child, work, path)?;
        self.resume(id.thread(), child as u64, false)
    }
}
