//! The threads of a model, as coroutines.

use super::object::Object;
use super::work::Work;
use super::{context, memory, panics, watchdog};
use crate::failure::Fault;
use crate::graph::{UpdateKind, UpdateOp};
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What a thread asks for, and waits for.
pub(crate) enum Request {
    Load(Object, Ordering),
    /// A load that waits until the value is accepted. The closure is on the stack
    /// of the thread, which does not go on before this is answered.
    Await(Object, Ordering, *mut dyn FnMut(u64) -> bool, Awaited),
    Store(Object, Ordering, u64),
    Update(Object, UpdateOp),
    Fence(Ordering),
    Spawn(Work),
    Join(usize),
    /// A choice between so many.
    Choose(u16),
    /// Something is wrong with this execution.
    Fault(Fault),
    /// The thread is being ended, and cannot go on.
    Stuck,
}

/// What a thread awaits, for whoever hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    Value,
    /// Of a condition variable.
    Notification,
}

impl Request {
    /// The address of the atomic that it accesses.
    fn address(&self) -> Option<usize> {
        self.object().map(|object| object.id.addr())
    }

    /// The atomic that it accesses.
    pub(crate) fn object(&self) -> Option<&Object> {
        match self {
            Request::Load(object, _)
            | Request::Await(object, ..)
            | Request::Store(object, ..)
            | Request::Update(object, _) => Some(object),
            _ => None,
        }
    }

    /// This request, as the strongest of its kind.
    pub(crate) fn sequentially_consistent(self) -> Self {
        use Ordering::SeqCst;
        match self {
            Request::Load(object, _) => Request::Load(object, SeqCst),
            Request::Await(object, _, accepts, what) => {
                Request::Await(object, SeqCst, accepts, what)
            }
            Request::Store(object, _, value) => Request::Store(object, SeqCst, value),
            Request::Update(object, op) => Request::Update(object, op.sequentially_consistent()),
            Request::Fence(_) => Request::Fence(SeqCst),
            other => other,
        }
    }

    /// A few words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Request::Load(_, order) => format!("a load ({order:?})"),
            Request::Await(_, order, ..) => format!("a wait ({order:?})"),
            Request::Choose(of) => format!("a choice of {of}"),
            Request::Store(_, order, _) => format!("a store ({order:?})"),
            Request::Update(_, op) => format!("a read-modify-write ({:?})", op.order),
            Request::Fence(order) => format!("a fence ({order:?})"),
            Request::Spawn(_) => "a spawn".to_owned(),
            Request::Join(thread) => format!("a join of thread {thread}"),
            Request::Fault(_) | Request::Stuck => "the end".to_owned(),
        }
    }

    /// Whether it waits for a value.
    pub(crate) fn waits(&self) -> bool {
        match self {
            Request::Await(..) => true,
            Request::Update(_, op) => op.waits(),
            _ => false,
        }
    }

    /// What the thread waits for, if not for a value of its own.
    pub(crate) fn awaited_object(&self) -> Option<&'static str> {
        match self {
            Request::Update(..) => Some("a mutex that is locked"),
            Request::Await(.., Awaited::Notification) => {
                Some("a notification of a condition variable")
            }
            _ => None,
        }
    }

    /// Whether the wait of `thread` is over at `value`.
    pub(crate) fn accepts(&self, thread: usize, value: u64) -> bool {
        match self {
            &Request::Await(_, _, accepts, _) => context::condition(thread, || {
                // SAFETY: the thread that asked is suspended in `ask`, above the frame
                // that the closure lives in.
                unsafe { (*accepts)(value) }
            }),
            Request::Update(_, op) => match op.kind {
                UpdateKind::CompareExchange { .. } => op.result(value).is_some(),
                _ => true,
            },
            _ => true,
        }
    }
}

/// What a thread is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// What it read (0 if nothing), and whether it wrote.
    Done { value: u64, wrote: bool },
    /// The run is over.
    End,
}

/// What a thread did when it was let run.
pub(crate) enum Step {
    /// It asks for something, from this place.
    Asks(Request, &'static Location<'static>),
    /// It is done.
    Finished,
    /// It panicked.
    Panicked(Fault),
}

type Suspended = (Request, &'static Location<'static>);
type Body = Coroutine<Answer, Suspended, Result<(), Box<dyn Any + Send>>, DefaultStack>;

/// The way back from a thread to its run.
pub(crate) type Back = Yielder<Answer, Suspended>;

/// A thread of a model.
pub(crate) struct Fiber {
    body: Option<Body>,
    thread: usize,
    /// Where it is suspended.
    at: Option<&'static Location<'static>>,
}

/// Ends a thread whose run is over.
struct Ended;

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

/// Asks the run for something, in the name of the thread that calls this.
pub(crate) fn ask(request: Request, at: &'static Location<'static>) -> (u64, bool) {
    assert!(
        context::in_run(),
        "{at}: an atomic, cell or thread of latchwork-explore is used outside of a model; \
         call this from the closure that is given to Explorer::explore"
    );
    if !context::is_running() {
        context::misplaced(request, at);
    }
    let back = context::back();
    if panics::is_panicking() && !context::is_over() {
        // A destructor, on the way of a panic through the thread: the execution is
        // over, and what others would do now is not its fault.
        let message = panics::last_message().expect("a panic has said something");
        back.suspend((Request::Fault(Fault::panic(message)), at));
        stay(back, at);
    }
    if context::is_over() {
        // A destructor of a thread that is being ended.
        stay(back, at);
    }
    let fault = request
        .address()
        .and_then(|it| memory::access_atomic(it, at));
    let request = match fault {
        Some(fault) => Request::Fault(fault),
        None => request,
    };
    match back.suspend((request, at)) {
        Answer::Done { value, wrote } => (value, wrote),
        Answer::End => resume_unwind(Box::new(Ended)),
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

/// Never returns: what the thread would do next could not be done.
fn stay(back: &Back, at: &'static Location<'static>) -> ! {
    loop {
        back.suspend((Request::Stuck, at));
    }
}
