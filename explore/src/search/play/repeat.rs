//! What the graph has already is run again.

use super::playing::{Place, Playing, State, Stop};
use crate::fault::{FailureKind, Fault};
use crate::graph::{EventId, Handler, Label, Purpose, Read, Write};
use crate::run::{Request, foreign};

impl Playing<'_, '_> {
    /// The run has taken another course than the graph: this is what the thread
    /// does now.
    fn diverged<U>(&self, id: EventId, now: &str) -> Result<U, Stop> {
        let event = self.graph.event(id);
        let (step, thread, was) = (id.index(), id.thread(), describe(&event.label));
        let message = match self.replays {
            true => format!(
                "the replay does not fit this model: step {step} of thread {thread} is {was} in \
                 it, and here the thread {now}. It is of another model, or of this one before it \
                 was changed"
            ),
            false => format!(
                "the model did something else when it was run again: step {step} of thread \
                 {thread} was {was} at {}, now the thread {now}. A model must depend on nothing \
                 but what its threads read from the explorer's atomics and cells: no time, no \
                 random numbers, no hash order, no addresses, nothing that an earlier execution \
                 has left behind",
                event.at
            ),
        };
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
            Err(_) => Err(Stop(Some(id.thread()), foreign(self.graph.event(id).at))),
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
    pub(super) fn repeat(&mut self, id: EventId) -> Result<(), Stop> {
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
            State::Blocked(_, at) | State::Polls(_, at) => {
                return self.diverged(id, &format!("waits at {at}"));
            }
            State::Finished => return self.diverged(id, "has ended"),
        };
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
                    at,
                );
                self.resume(thread, read, true)
            }
            (Label::Write(write), Ok(Request::Store(object, order, value)))
                if !write.updates && write.order == order =>
            {
                self.rebind(id, &Request::Store(object, order, value))?;
                self.refresh(id, Label::Write(Write { value, ..write }), at);
                self.resume(thread, 0, false)
            }
            (Label::Fence(order), Ok(Request::Fence(asked))) if order == asked => {
                self.refresh(id, label, at);
                self.resume(thread, 0, false)
            }
            (Label::Spawn(child), Ok(Request::Spawn(work))) => {
                self.refresh(id, label, at);
                self.spawn(id, child, work)
            }
            (Label::Join(child), Ok(Request::Join(asked)))
                if child == asked && matches!(self.state(child), State::Finished) =>
            {
                self.refresh(id, label, at);
                self.resume(thread, 0, false)
            }
            (Label::Choice(choice), Ok(Request::Choose(of))) if choice.of == of => {
                self.refresh(id, label, at);
                self.resume(thread, u64::from(choice.chosen), false)
            }
            (Label::Passed(passed), Ok(request @ Request::Update(_, op, _)))
                if passed.purpose == Purpose::Update(op) =>
            {
                self.rebind(id, &request)?;
                self.refresh(id, label, at);
                self.resume(thread, 0, false)
            }
            (Label::Point(choice), Ok(Request::Point(of))) if choice.of == of => {
                self.refresh(id, label, at);
                self.resume(thread, u64::from(choice.chosen), false)
            }
            (Label::Handler(was), Ok(Request::Handler(handler))) if was.is_like(handler) => {
                self.refresh(id, Label::Handler(handler), at);
                self.resume(thread, 0, false)
            }
            (Label::Rest, Ok(request)) if request.rests() => {
                self.refresh(id, label, at);
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
            (Request::Await(_, order, ..), Purpose::Await) if read.order == *order => {
                Purpose::Await
            }
            (Request::Update(_, op, _), Purpose::Update(was)) if was.is_like(op) => {
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
        let may_fail = again.writes.is_some()
            && matches!(purpose, Purpose::Update(op) if op.is_weak())
            && self.graph.spurious_before(id) >= self.settings.spurious_failures;
        // A read that was revisited has got its value after it was added.
        self.spurious_limit_reached |= may_fail;
        let blocked = request.waits() && !request.accepts(thread, value);
        self.refresh(id, Label::Read(Read { blocked, ..again }), at);
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
    fn refresh(&mut self, id: EventId, label: Label, at: Place) {
        let touched = std::mem::take(&mut self.graph.threads[id.thread()].touched);
        let event = self.graph.event_mut(id);
        event.after_cell = touched;
        event.at = at;
        self.graph.relabel(id, label);
        self.ran(id);
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
        Label::Choice(choice) => format!("a choice of {}", choice.of),
        Label::Join(child) => format!("a join of thread {child}"),
        Label::Point(_) | Label::Passed(_) => "a place for an interrupt".to_owned(),
        Label::Handler(Handler::Enters(_)) => "the beginning of an interrupt".to_owned(),
        Label::Handler(Handler::Leaves(_)) => "the end of an interrupt".to_owned(),
        Label::Rest => "a wait for an interrupt".to_owned(),
    }
}
