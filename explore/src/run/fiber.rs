//! The threads of a model, as coroutines.

use super::request::{Answer, Back, Request, Suspended};
use super::work::Work;
use super::{context, interrupts, panics, watchdog};
use crate::fault::Fault;
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult};
use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::time::Duration;

/// What a thread did when it was let run.
pub(crate) enum Step {
    /// It asks for something, from this place.
    Asks(Request, &'static Location<'static>),
    /// It is done.
    Finished,
    /// It panicked.
    Panicked(Fault),
}

type Body = Coroutine<Answer, Suspended, Result<(), Box<dyn Any + Send>>, DefaultStack>;

/// A thread of a model.
pub(crate) struct Fiber {
    body: Option<Body>,
    thread: usize,
    /// Where it is suspended.
    at: Option<&'static Location<'static>>,
}

/// Stacks for reuse.
#[derive(Default)]
pub(crate) struct Stacks {
    free: Vec<DefaultStack>,
    /// Whether threads that are ended leak what they hold.
    leaks: bool,
}

impl std::fmt::Debug for Stacks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stacks").finish_non_exhaustive()
    }
}

impl Stacks {
    /// From now on threads that are ended leak what they hold.
    pub(crate) fn leak(&mut self) {
        self.leaks = true;
    }

    /// Whether they do.
    pub(crate) fn leaks(&self) -> bool {
        self.leaks
    }
}

impl Fiber {
    /// A thread that will run `work`, as thread `thread` of the current run.
    pub(crate) fn new(stacks: &mut Stacks, stack_size: usize, thread: usize, work: Work) -> Self {
        let stack = stacks
            .free
            .pop()
            .unwrap_or_else(|| DefaultStack::new(stack_size).expect("there is memory for a stack"));
        let body = Coroutine::with_stack(stack, move |back: &Back, _start| {
            context::begin_thread(back);
            catch_unwind(AssertUnwindSafe(|| {
                work.into_inner()();
                interrupts::finish(context::last_place());
                context::drop_locals();
            }))
        });
        Self {
            body: Some(body),
            thread,
            at: None,
        }
    }

    /// Lets the thread run until it asks for something. It has to come back within
    /// `limit`, or else the process ends.
    pub(crate) fn resume(&mut self, answer: Answer, limit: Duration) -> Step {
        let body = self.body.as_mut().expect("it has not finished");
        let run = || context::let_run(|| panics::catch_messages(|| body.resume(answer)));
        match watchdog::watch(self.thread, self.at, limit, run) {
            CoroutineResult::Yield((request, at)) => {
                self.at = Some(at);
                Step::Asks(request, at)
            }
            CoroutineResult::Return(Ok(())) => Step::Finished,
            CoroutineResult::Return(Err(payload)) => {
                let said = payload
                    .downcast_ref::<&str>()
                    .map(|it| (*it).to_owned())
                    .or_else(|| payload.downcast_ref::<String>().cloned());
                let said = said.unwrap_or_else(|| "a panic without a message".to_owned());
                // Its destructor might access the model's memory.
                std::mem::forget(payload);
                Step::Panicked(Fault::panic(panics::last_message().unwrap_or((said, None))))
            }
        }
    }

    /// Drops what is left of a run that is ending, in a thread: a destructor that
    /// accesses the model's memory gets stuck there, and leaks what is behind it.
    pub(crate) fn discard(
        stacks: &mut Stacks,
        stack_size: usize,
        works: Vec<Work>,
        rest: Box<dyn Any>,
    ) {
        let works: Vec<_> = works.into_iter().map(Work::into_inner).collect();
        let all = Work::new(Box::new(move || drop((works, rest))));
        let mut fiber = Self::new(stacks, stack_size, 0, all);
        let body = fiber.body.as_mut().expect("it is new");
        if gets_stuck(body) {
            stacks.leak();
        }
        fiber.end(stacks);
    }

    /// Ends the thread, wherever it is, and takes its stack back.
    ///
    /// What it holds is dropped, up to the first destructor that accesses the
    /// model's memory: what is behind it is leaked. Such a thread counts as
    /// panicking for ever, to the thread of the host; so in a model that has had
    /// one nothing is dropped from then on.
    pub(crate) fn end(mut self, stacks: &mut Stacks) {
        let Some(mut body) = self.body.take() else {
            return;
        };
        if !body.started() {
            // It leaks what it would have worked with.
            body.force_unwind();
        } else if !body.done() && (stacks.leaks || gets_stuck(&mut body)) {
            stacks.leaks = true;
            // SAFETY: the frames that are left on the stack are never run again;
            // what they own is leaked. Nobody outside borrows from them: what a
            // run keeps of its threads is dropped with the run.
            unsafe { body.force_reset() };
        }
        panics::last_message();
        stacks.free.push(body.into_stack());
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        if let Some(body) = self.body.take() {
            let (thread, at) = (self.thread, self.at);
            let body = Some(body);
            // Only an engine that panics comes here. No destructor is run: whose thread
            // the run takes for the current one is not known.
            let mut stacks = Stacks::default();
            stacks.leak();
            Fiber { body, thread, at }.end(&mut stacks);
        }
    }
}

/// Whether a thread that is to end gets stuck in a destructor.
fn gets_stuck(body: &mut Body) -> bool {
    let ended = context::let_run(|| panics::catch_messages(|| body.resume(Answer::End)));
    if let CoroutineResult::Return(Err(payload)) = ended {
        // Its destructor might access the model's memory.
        std::mem::forget(payload);
        return false;
    }
    matches!(ended, CoroutineResult::Yield(_))
}
