//! One run of the model along a graph, and on from there.
//!
//! The run first repeats what the graph says. Then it goes on with the newest
//! value for each read and the last place for each write. Whatever else there is
//! to choose, and whatever reads may be revisited, becomes a graph to be run
//! later. So each run ends in one execution.

use crate::failure::Fault;
use crate::graph::{EventId, Graph, Label, LocationId, Purpose, Read, UpdateOp, Write, revisits};
use crate::run::{
    Answer, Context, FOREIGN, Fiber, Objects, Request, Runs, Stacks, Step, catch_messages,
};
use crate::{Explorer, FailureKind, MemoryModel};
use std::panic::Location;
use std::sync::atomic::Ordering;

/// What runs models on a thread of the host.
pub(super) struct Player<'a> {
    pub(super) explorer: &'a Explorer,
    pub(super) model: &'a (dyn Fn() + Send + Sync),
    pub(super) runs: &'a Runs,
    pub(super) last_run: u64,
    pub(super) stacks: Stacks,
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
        catch_messages(|| {
            context.enter(|| {
                let mut run = Run {
                    explorer,
                    stacks,
                    context: &context,
                    bound: vec![false; graph.locations.len()],
                    graph,
                    threads: Vec::new(),
                    order: Vec::new(),
                    others: Vec::new(),
                    spurious_limit_reached: false,
                };
                let ending = match run.play(Box::new(model)) {
                    Ok(ending) => ending,
                    Err(Stop(thread, fault)) => Ending::Failed(thread, fault),
                };
                run.end(ending)
            })
        })
    }
}

impl Run<'_, '_> {
    fn play(&mut self, main: Box<dyn FnOnce()>) -> Result<Ending, Stop> {
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
        for (number, thread) in self.threads.into_iter().enumerate() {
            if let Some(fiber) = thread.and_then(|it| it.fiber) {
                self.context.thread.set(number);
                fiber.end(self.stacks);
            }
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

    fn start(
        &mut self,
        thread: usize,
        work: Box<dyn FnOnce()>,
        path: Vec<u16>,
    ) -> Result<(), Stop> {
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
            !request.accepts(self.graph.value_of(location, source))
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

    /// The main thread is the first, then those that it spawned, in this order,
    /// each followed by those that it spawned.
    fn in_order(&self) -> Vec<usize> {
        let mut threads: Vec<usize> = (0..self.threads.len())
            .filter(|&thread| self.threads[thread].is_some())
            .collect();
        threads.sort_by_key(|&it| self.threads[it].as_ref().map(|thread| &thread.path));
        threads
    }

    /// The thread whose turn it is. Waits come last: by then what they wait for
    /// is there, as a rule.
    fn next_thread(&self) -> Option<usize> {
        let threads = self.in_order();
        let ready = |&&thread: &&usize| match self.state(thread) {
            State::Asks(Request::Join(child), _) => {
                matches!(self.state(*child), State::Finished)
            }
            State::Asks(request, _) => !request.waits(),
            _ => false,
        };
        let waits_for = |thread: usize, may: &dyn Fn(&Request, LocationId, EventId) -> bool| {
            let State::Asks(request, _) = self.state(thread) else {
                return false;
            };
            if !request.waits() {
                return false;
            }
            match self.location_if_bound(request) {
                Some(location) => may(request, location, self.graph.next_of(thread)),
                None => request.accepts(request.object().map_or(0, |it| it.initial)),
            }
        };
        let newest = |request: &Request, location, _| request.accepts(self.graph.newest(location));
        let any = |request: &Request, location, id| {
            let known = self.graph.known(location, &self.graph.views_before(id).hb);
            let last = self.graph.locations[location].writes.len();
            (known..last).any(|rank| {
                let source = self.graph.ranked(location, rank);
                request.accepts(self.graph.value_of(location, source))
            })
        };
        threads
            .iter()
            .find(ready)
            .or_else(|| threads.iter().find(|&&it| waits_for(it, &newest)))
            .or_else(|| threads.iter().find(|&&it| waits_for(it, &any)))
            .copied()
    }

    fn location_if_bound(&self, request: &Request) -> Option<LocationId> {
        // SAFETY: the thread is suspended in its access to the atomic.
        let id = unsafe { &*request.object()?.id };
        self.context.objects.name(id).ok().flatten()
    }

    fn is_updating(&self, thread: usize) -> bool {
        self.threads[thread].is_some() && matches!(self.state(thread), State::Updates { .. })
    }

    /// How the end is judged. Waits that will never be over become part of the
    /// graph, to be seen.
    fn verdict(&mut self) -> Result<Ending, Stop> {
        let ending = self.judge();
        if ending.is_err() {
            for thread in self.in_order() {
                self.show_wait(thread)?;
            }
        }
        ending
    }

    /// What `thread` waits for in vain becomes a read of the newest value.
    fn show_wait(&mut self, thread: usize) -> Result<(), Stop> {
        if !matches!(self.state(thread), State::Asks(request, _) if request.waits()) {
            return Ok(());
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        if let State::Asks(request, at) = state {
            self.add_read(thread, request, at)?;
        }
        Ok(())
    }

    fn judge(&self) -> Result<Ending, Stop> {
        let mut stuck: Vec<(usize, &Request, Place)> = Vec::new();
        for thread in self.in_order() {
            match self.state(thread) {
                State::Finished => {}
                State::Asks(request, at) => stuck.push((thread, request, *at)),
                State::Blocked(request, at) => {
                    if request.accepts(self.known_value(request)) {
                        return Ok(Ending::Blocked);
                    }
                    stuck.push((thread, request, *at));
                }
                State::Updates { .. } => unreachable!("an update is finished at once"),
            }
        }
        if stuck.is_empty() {
            return Ok(Ending::Complete);
        }
        let waiting = stuck
            .iter()
            .find(|(_, request, _)| request.waits() && !request.is_lock());
        let kind = match waiting {
            Some(_) => FailureKind::Livelock,
            None => FailureKind::Deadlock,
        };
        let each: Vec<String> = stuck
            .iter()
            .map(|(thread, request, at)| match request {
                Request::Join(child) => {
                    format!("thread {thread} waits at {at} for thread {child} to end")
                }
                request if request.is_lock() => {
                    format!("thread {thread} waits at {at} for a mutex that is locked")
                }
                request => format!(
                    "thread {thread} waits at {at}, where it reads {} for ever",
                    self.known_value(request)
                ),
            })
            .collect();
        let name = match kind {
            FailureKind::Livelock => "livelock",
            _ => "deadlock",
        };
        let thread = waiting.or(stuck.first()).map(|(thread, ..)| *thread);
        let fault = Fault::new(kind, format!("{name}: {}", each.join("; ")));
        Err(Stop(thread, fault))
    }
}

// What the graph has already.
impl Run<'_, '_> {
    /// The run has taken another course than the graph: this is what the thread
    /// does now.
    fn diverged<U>(&self, id: EventId, now: &str) -> Result<U, Stop> {
        let event = self.graph.event(id);
        let message = format!(
            "the model did something else when it was run again: step {} of thread {} was {} at \
             {}, now the thread {now}. A model must depend on nothing but what its threads \
             read from the explorer's atomics and cells: no time, no random numbers, no hash order, \
             no addresses, nothing that an earlier execution has left behind",
            id.index(),
            id.thread(),
            describe(&event.label),
            event.at,
        );
        Err(Stop(
            Some(id.thread()),
            Fault::new(FailureKind::Divergence, message),
        ))
    }

    /// The object of the run that the location of `id` is.
    fn rebind(&mut self, id: EventId, request: &Request) -> Result<(), Stop> {
        let location = self
            .graph
            .event(id)
            .label
            .location()
            .expect("it is an access");
        let object = request.object().expect("it is an access");
        // SAFETY: the thread is suspended in its access to the atomic.
        let name = unsafe { &*object.id };
        match self.context.objects.name(name) {
            Err(_) => Err(Stop(
                Some(id.thread()),
                Fault::new(FailureKind::Misuse, FOREIGN),
            )),
            Ok(Some(known)) if known == location => Ok(()),
            Ok(None) if !self.bound[location] => {
                self.bound[location] = true;
                self.graph.locations[location].initial = object.initial;
                self.context.set_newest(location, object.initial);
                self.context.objects.call(name, location);
                Ok(())
            }
            Ok(_) => {
                let now = format!("asks for {} of another atomic", request.describe());
                self.diverged(id, &now)
            }
        }
    }

    /// Runs `id`, which is in the graph.
    fn repeat(&mut self, id: EventId) -> Result<(), Stop> {
        let thread = id.thread();
        if self.threads.get(thread).is_none_or(Option::is_none) {
            return self.diverged(id, "has not been spawned");
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        let label = self.graph.event(id).label;
        let (state, at) = match state {
            State::Asks(request, at) => (Ok(request), at),
            State::Updates {
                op,
                read,
                written,
                location,
                at,
            } => (Err((op, read, written, location)), at),
            State::Blocked(_, at) => return self.diverged(id, &format!("waits at {at}")),
            State::Finished => return self.diverged(id, "has ended"),
        };
        self.graph.event_mut(id).at = at;
        match (label, state) {
            (Label::Read(read), Ok(request)) => self.repeat_read(id, read, request, at),
            (Label::Write(write), Err((op, read, written, location)))
                if write.updates && write.order == op.order && write.location == location =>
            {
                self.refresh(
                    id,
                    Label::Write(Write {
                        value: written,
                        ..write
                    }),
                );
                self.resume(thread, read, true)
            }
            (Label::Write(write), Ok(Request::Store(object, order, value)))
                if !write.updates && write.order == order =>
            {
                self.rebind(id, &Request::Store(object, order, value))?;
                self.refresh(id, Label::Write(Write { value, ..write }));
                self.resume(thread, 0, false)
            }
            (Label::Fence(order), Ok(Request::Fence(asked))) if order == asked => {
                self.refresh(id, label);
                self.resume(thread, 0, false)
            }
            (Label::Spawn(child), Ok(Request::Spawn(work))) => {
                self.refresh(id, label);
                self.spawn(id, child, work)
            }
            (Label::Join(child), Ok(Request::Join(asked)))
                if child == asked && matches!(self.state(child), State::Finished) =>
            {
                self.refresh(id, label);
                self.resume(thread, 0, false)
            }
            (_, Ok(request)) => {
                let now = format!("asks for {} at {at}", request.describe());
                self.diverged(id, &now)
            }
            (_, Err(_)) => {
                let now = format!("writes in a read-modify-write at {at}");
                self.diverged(id, &now)
            }
        }
    }

    fn repeat_read(
        &mut self,
        id: EventId,
        read: Read,
        request: Request,
        at: Place,
    ) -> Result<(), Stop> {
        let thread = id.thread();
        let purpose = match (&request, read.purpose) {
            (Request::Load(_, order), Purpose::Load) if read.order == *order => Purpose::Load,
            (Request::Await(_, order, _), Purpose::Await) if read.order == *order => Purpose::Await,
            (Request::Update(_, op), Purpose::Update(was)) if was.is_like(op) => {
                Purpose::Update(*op)
            }
            _ => {
                let now = format!("asks for {} at {at}", request.describe());
                return self.diverged(id, &now);
            }
        };
        self.rebind(id, &request)?;
        let value = self.graph.value_of(read.location, read.source);
        let as_asked = Read { purpose, ..read }.reading(read.source, value);
        let again = match read.spurious {
            true => as_asked.failing_spuriously(),
            false => as_asked,
        };
        let blocked = request.waits() && !request.accepts(value);
        self.refresh(id, Label::Read(Read { blocked, ..again }));
        self.count_wait(id, &request);
        match (purpose, again.writes) {
            _ if blocked => {
                self.thread(thread).state = State::Blocked(request, at);
                Ok(())
            }
            (Purpose::Update(op), Some(written)) => {
                let location = read.location;
                self.thread(thread).state = State::Updates {
                    op,
                    read: value,
                    written,
                    location,
                    at,
                };
                Ok(())
            }
            _ => self.resume(thread, value, false),
        }
    }

    /// The event `id` is this in the current run.
    fn refresh(&mut self, id: EventId, label: Label) {
        let touched = std::mem::take(&mut self.graph.threads[id.thread()].touched);
        self.graph.event_mut(id).after_cell = touched;
        self.graph.relabel(id, label);
        self.ran(id);
    }

    fn spawn(&mut self, id: EventId, child: usize, work: Box<dyn FnOnce()>) -> Result<(), Stop> {
        let mut path = self.thread(id.thread()).path.clone();
        path.push(id.index);
        self.start(child, work, path)?;
        self.resume(id.thread(), child as u64, false)
    }
}

// What the graph does not have yet.
impl Run<'_, '_> {
    /// Adds the next event of `thread`; whether there is an execution with it.
    fn go_on(&mut self, thread: usize) -> Result<bool, Stop> {
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        let State::Asks(request, at) = state else {
            unreachable!("a thread whose turn it is asks for something");
        };
        let events = self.graph.threads[thread].events.len();
        if events >= self.explorer.step_limit {
            return Err(Stop(Some(thread), self.too_many_steps(thread, at)));
        }
        match request {
            Request::Load(..) | Request::Await(..) | Request::Update(..) => {
                self.add_read(thread, request, at)
            }
            Request::Store(object, order, value) => {
                let location = self.bind(thread, &Request::Store(object, order, value))?;
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
            Request::Fault(..) | Request::Stuck => unreachable!("it ends the run"),
        }
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
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        let message = format!(
            "step limit: thread {thread} has taken {} steps, the last of them in a loop at {}. A \
             loop that waits must wait with await_until, which is not explored turn by turn; if \
             the loop is bounded, raise Explorer::step_limit",
            events.len(),
            places.join(", ")
        );
        Fault::new(FailureKind::StepLimit, message)
    }

    /// A number for a thread that is about to be spawned.
    fn free_thread(&self, parent: usize, at: Place) -> Result<usize, Stop> {
        let taken = |thread: usize| self.threads.get(thread).is_some_and(Option::is_some);
        let free = (0..Explorer::MAX_THREADS).find(|&thread| !taken(thread));
        free.ok_or_else(|| {
            let message = format!(
                "too many threads: thread {parent} spawns at {at} thread number {}; a model has \
                 at most {}, the main thread included",
                Explorer::MAX_THREADS + 1,
                Explorer::MAX_THREADS
            );
            Stop(Some(parent), Fault::new(FailureKind::Misuse, message))
        })
    }

    /// The location of the atomic that is asked for; a new one if the run has not
    /// met the atomic before.
    fn bind(&mut self, thread: usize, request: &Request) -> Result<LocationId, Stop> {
        let object = request.object().expect("it is an access");
        // SAFETY: the thread is suspended in its access to the atomic.
        let name = unsafe { &*object.id };
        match self.context.objects.name(name) {
            Err(_) => {
                let fault = Fault::new(FailureKind::Misuse, FOREIGN);
                return Err(Stop(Some(thread), fault));
            }
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

    fn add_read(&mut self, thread: usize, request: Request, at: Place) -> Result<bool, Stop> {
        let location = self.bind(thread, &request)?;
        let (purpose, order) = match &request {
            Request::Load(_, order) => (Purpose::Load, *order),
            Request::Await(_, order, _) => (Purpose::Await, *order),
            Request::Update(_, op) => (Purpose::Update(*op), op.order),
            _ => unreachable!("it is a read"),
        };
        let unread = Read {
            location,
            purpose,
            order,
            source: None,
            value: 0,
            writes: None,
            spurious: false,
            blocked: false,
        };
        let id = self.graph.next_of(thread);
        let known = self.graph.known(location, &self.graph.views_before(id).hb);
        let last = self.graph.locations[location].writes.len();
        let reading = |graph: &Graph, rank| {
            let source = graph.ranked(location, rank);
            unread.reading(source, graph.value_of(location, source))
        };
        let waits = request.waits();
        for rank in (known..=last).rev() {
            let read = reading(&self.graph, rank);
            if waits && !request.accepts(read.value) {
                continue;
            }
            if read.writes.is_some() && matches!(purpose, Purpose::Update(op) if op.is_weak()) {
                if self.graph.spurious_before(id) < self.explorer.spurious_failures {
                    self.try_other(thread, read.failing_spuriously(), at);
                } else {
                    self.spurious_limit_reached = true;
                }
            }
            if rank != last {
                self.try_other(thread, read, at);
            }
        }
        let read = reading(&self.graph, last);
        let blocked = waits && !request.accepts(read.value);
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
        let spurious_failures = self.explorer.spurious_failures;
        revisits(graph, thread, write, at, spurious_failures, |other| {
            others.push(other)
        });
    }

    /// Adds the write of an update whose read is there; whether there is an
    /// execution with it.
    fn finish_update(&mut self, thread: usize) -> Result<bool, Stop> {
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
        let graph = std::mem::replace(&mut self.graph, Graph::new(self.explorer.memory_model));
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

fn describe(label: &Label) -> String {
    match label {
        Label::Read(read) => match read.purpose {
            Purpose::Load => format!("a load ({:?})", read.order),
            Purpose::Await => format!("a wait ({:?})", read.order),
            Purpose::Update(op) => format!("a read-modify-write ({:?})", op.order),
        },
        Label::Write(write) if write.updates => "the write of a read-modify-write".to_owned(),
        Label::Write(write) => format!("a store ({:?})", write.order),
        Label::Fence(order) => format!("a fence ({order:?})"),
        Label::Spawn(_) => "a spawn".to_owned(),
        Label::Join(child) => format!("a join of thread {child}"),
    }
}
