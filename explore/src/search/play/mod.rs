//! One run of the model along a graph, and on from there.
//!
//! The run first repeats what the graph says. Then it goes on with the newest
//! value for each read and the last place for each write. Whatever else there is
//! to choose, and whatever reads may be revisited, becomes a graph to be run
//! later. So each run ends in one execution.

mod extend;
mod repeat;
mod turn;
mod verdict;

use crate::failure::Fault;
use crate::graph::{EventId, Graph, Label, LocationId, UpdateOp};
use crate::run::{Answer, Context, Fiber, Objects, Request, Runs, Stacks, Step, Work};
use crate::{Explorer, MemoryModel};
use std::panic::Location;

/// What runs models on a thread of the host.
pub(super) struct Player<'a> {
    pub(super) explorer: &'a Explorer,
    pub(super) model: &'a (dyn Fn() + Send + Sync),
    pub(super) runs: &'a Runs,
    pub(super) last_run: u64,
    pub(super) stacks: Stacks,
    /// Whether graphs come from files.
    pub(super) replays: bool,
}

/// How a run ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// Every thread finished.
    Complete,
    /// A thread waits for a value that it could read later.
    Blocked,
    /// Something is wrong.
    Failed(Option<usize>, Fault),
    /// There is no such execution.
    Inconsistent,
}

/// A run that ended.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) ending: Ending,
    pub(super) graph: Graph,
    /// The events, in the order in which they were run.
    pub(super) order: Vec<EventId>,
    /// What else there is to run.
    pub(super) others: Vec<Graph>,
    /// Whether a weak compare-exchange would have failed once more.
    pub(super) spurious_limit_reached: bool,
    /// Whether cells in statics were used, which one run at a time can do.
    pub(super) static_cells: bool,
}

type Place = &'static Location<'static>;

/// What a thread is doing.
enum State {
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
    Finished,
}

struct ThreadOfRun {
    fiber: Option<Fiber>,
    state: State,
    /// Which spawn of which spawn it is.
    path: Vec<u16>,
}

struct Run<'p, 'a> {
    explorer: &'a Explorer,
    stacks: &'p mut Stacks,
    context: &'p Context<'a>,
    graph: Graph,
    replays: bool,
    threads: Vec<Option<ThreadOfRun>>,
    /// Whether a location is an object of this run.
    bound: Vec<bool>,
    order: Vec<EventId>,
    others: Vec<Graph>,
    spurious_limit_reached: bool,
}

/// A failure, and the thread that it was noticed in.
struct Stop(Option<usize>, Fault);

impl Player<'_> {
    /// Runs the model along `graph`, and on.
    pub(super) fn play(&mut self, graph: Graph) -> Played {
        self.last_run = self.runs.after(self.last_run);
        let context = Context::new(Objects::new(self.last_run, self.runs));
        let (explorer, model) = (self.explorer, self.model);
        // SAFETY: only the lifetime is changed. The thread that calls it is ended
        // before this returns.
        let model = unsafe {
            std::mem::transmute::<&(dyn Fn() + Send + Sync), &'static (dyn Fn() + Send + Sync)>(
                model,
            )
        };
        let stacks = &mut self.stacks;
        context.enter(|| {
            let mut run = Run {
                explorer,
                stacks,
                context: &context,
                bound: vec![false; graph.locations.len()],
                graph,
                replays: self.replays,
                threads: Vec::new(),
                order: Vec::new(),
                others: Vec::new(),
                spurious_limit_reached: false,
            };
            let ending = match run.play(Work::new(Box::new(model))) {
                Ok(ending) => ending,
                Err(Stop(thread, fault)) => Ending::Failed(thread, fault),
            };
            let ending = match context.take_broken() {
                // What was decided after that means nothing.
                Some((thread, fault)) => Ending::Failed(Some(thread), fault),
                None => ending,
            };
            run.end(ending)
        })
    }
}

impl Run<'_, '_> {
    fn play(&mut self, main: Work) -> Result<Ending, Stop> {
        self.start(0, main, Vec::new())?;
        for id in self.graph.replay_order() {
            self.repeat(id)?;
        }
        // An update is one step: the second half comes at once.
        for thread in 0..self.threads.len() {
            if self.is_updating(thread) && !self.finish_update(thread)? {
                return Ok(Ending::Inconsistent);
            }
        }
        while let Some(thread) = self.next_thread() {
            if !self.go_on(thread)? {
                return Ok(Ending::Inconsistent);
            }
        }
        self.verdict()
    }

    /// Ends what is left.
    fn end(self, ending: Ending) -> Played {
        self.context.ending.set(true);
        if let Ending::Failed(..) = ending {
            // The search is over, more or less; and a destructor of a thread that
            // holds something would only get stuck.
            self.stacks.leak();
        }
        let mut works = Vec::new();
        for (number, thread) in self.threads.into_iter().enumerate() {
            let Some(thread) = thread else { continue };
            if let State::Asks(Request::Spawn(work), _) = thread.state {
                works.push(work);
            }
            if let Some(fiber) = thread.fiber {
                self.context.thread.set(number);
                fiber.end(self.stacks);
            }
        }
        let locals = self.context.take_locals();
        if self.stacks.leaks() {
            std::mem::forget(locals);
        } else if !works.is_empty() || !locals.is_empty() {
            self.context.thread.set(0);
            let stack_size = self.explorer.stack_size;
            Fiber::discard(self.stacks, stack_size, works, Box::new(locals));
        }
        let static_cells = self.context.restore_statics();
        Played {
            ending,
            graph: self.graph,
            order: self.order,
            others: self.others,
            spurious_limit_reached: self.spurious_limit_reached,
            static_cells,
        }
    }

    fn thread(&mut self, thread: usize) -> &mut ThreadOfRun {
        self.threads[thread].as_mut().expect("it was spawned")
    }

    fn state(&self, thread: usize) -> &State {
        &self.threads[thread].as_ref().expect("it was spawned").state
    }

    fn start(&mut self, thread: usize, work: Work, path: Vec<u16>) -> Result<(), Stop> {
        if self.threads.len() <= thread {
            self.threads.resize_with(thread + 1, || None);
        }
        let fiber = Fiber::new(self.stacks, self.explorer.stack_size, thread, work);
        self.threads[thread] = Some(ThreadOfRun {
            fiber: Some(fiber),
            state: State::Finished,
            path,
        });
        let hb = self.graph.views_before(EventId::new(thread, 0)).hb;
        self.context.add_thread(thread, hb);
        self.resume(thread, 0, false)
    }

    /// Lets `thread` run until it asks for something.
    fn resume(&mut self, thread: usize, value: u64, wrote: bool) -> Result<(), Stop> {
        self.context.thread.set(thread);
        let mut fiber = self
            .thread(thread)
            .fiber
            .take()
            .expect("it has not finished");
        let step = fiber.resume(Answer::Done { value, wrote }, self.explorer.stuck_after);
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
    fn known_value(&self, request: &Request) -> u64 {
        let object = request.object().expect("a wait is for an atomic");
        // SAFETY: the thread is suspended in its access to the atomic.
        let id = unsafe { &*object.id };
        self.context.newest(id).unwrap_or(object.initial)
    }

    /// Counts the wait that `id` is the end of, if it may have had to wait: it could
    /// have read an older value, with which the wait would not have been over.
    fn count_wait(&self, id: EventId, request: &Request) {
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
    fn ran(&mut self, id: EventId) {
        self.order.push(id);
        let event = self.graph.event(id);
        let second_half = matches!(event.label, Label::Write(write) if write.updates);
        self.context
            .advance(id.thread(), event.views.hb, !second_half);
        if let Label::Write(write) = event.label {
            let writes = self.graph.locations[write.location].writes.iter();
            let has_run = |it: &&EventId| it.index() < self.context.events(it.thread());
            if let Some(&newest) = writes.rev().find(has_run) {
                let value = self.graph.write(newest).value;
                self.context.set_newest(write.location, value);
            }
        }
    }

    fn is_updating(&self, thread: usize) -> bool {
        self.threads[thread].is_some() && matches!(self.state(thread), State::Updates { .. })
    }
}
