//! The run that the current thread of the host is busy with.

use super::allocations::Allocations;
use super::lines::{Lines, Pending, Ready};
use super::object::{ObjectId, Objects};
use super::races::Memory;
use super::request::{Back, Request};
use super::seen::Seen;
use super::{panics, statics};
use crate::execution::Role;
use crate::fault::{Access, FailureKind, Fault};
use crate::graph::{Clock, UpdateKind};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

/// What the threads of a run share with it, beside what they ask for.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The thread that runs.
    pub(crate) thread: Cell<usize>,
    /// Whether the threads are being ended.
    pub(crate) ending: Cell<bool>,
    /// Whether a thread runs now, and not the run itself.
    running: Cell<bool>,
    /// What the condition of a wait did wrong, and whose.
    pub(super) broken: RefCell<Option<(usize, Fault)>>,
    pub(crate) objects: Objects<'a>,
    pub(super) threads: RefCell<Vec<ThreadState>>,
    pub(super) memories: RefCell<Vec<Memory>>,
    /// How many steps all threads have taken.
    pub(super) steps: Cell<usize>,
    /// The accesses to cells, in the order in which they were made.
    accesses: RefCell<Vec<Access>>,
    /// What threads play.
    roles: RefCell<Vec<Role>>,
    /// How often a thread's waits for condition variables may end for no reason.
    pub(crate) wakeups: Cell<usize>,
    wakeup_limit_reached: Cell<bool>,
    /// What static cells held at first, to be written back.
    pub(super) statics: RefCell<Vec<Saved>>,
    locals: RefCell<HashMap<(usize, usize), Rc<dyn Any>>>,
    /// What atomics hold, as far as the run has come.
    newest: RefCell<HashMap<usize, u64>>,
    pub(super) allocations: RefCell<Allocations>,
    /// Of each thread that has been asked for.
    interrupts: RefCell<Vec<Lines>>,
    interrupt_limit_reached: Cell<bool>,
}

/// Where bytes lay, and which.
pub(super) type Saved = (*mut u8, Box<[MaybeUninit<u8>]>);

/// What is known of a thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThreadState {
    /// What it knows, and how many events it has had.
    pub(super) hb: Clock,
    pub(super) events: usize,
    /// As executions show them: an update is one.
    pub(super) steps: usize,
    /// Whether it has accessed a cell since somebody asked.
    pub(super) touched: bool,
    pub(super) back: *const Back,
    /// Waits that may have had to wait.
    waits: usize,
    /// Waits for condition variables that have ended for no reason.
    woken: usize,
    /// Where it was last, or was spawned.
    last: Option<&'static Location<'static>>,
}

/// Accesses to cells of one run that are kept to be shown.
const MOST_ACCESSES: usize = 1 << 14;

/// Accesses back to which one is looked for that is the same.
const LATELY: usize = 4;

thread_local! {
    static CURRENT: Cell<*const Context<'static>> = const { Cell::new(ptr::null()) };
}

impl<'a> Context<'a> {
    pub(crate) fn new(objects: Objects<'a>) -> Self {
        Self {
            thread: Cell::new(0),
            ending: Cell::new(false),
            running: Cell::new(false),
            broken: RefCell::new(None),
            objects,
            threads: RefCell::new(Vec::new()),
            memories: RefCell::new(Vec::new()),
            steps: Cell::new(0),
            accesses: RefCell::new(Vec::new()),
            roles: RefCell::new(Vec::new()),
            wakeups: Cell::new(0),
            wakeup_limit_reached: Cell::new(false),
            statics: RefCell::new(Vec::new()),
            locals: RefCell::new(HashMap::new()),
            newest: RefCell::new(HashMap::new()),
            allocations: RefCell::new(Allocations::default()),
            interrupts: RefCell::new(Vec::new()),
            interrupt_limit_reached: Cell::new(false),
        }
    }

    /// Makes it the current context while `work` runs.
    pub(crate) fn enter<U>(&self, work: impl FnOnce() -> U) -> U {
        struct Restore(*const Context<'static>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0);
            }
        }
        let _restore = Restore(CURRENT.replace(ptr::from_ref(self).cast()));
        work()
    }

    /// `thread` begins, knowing what its parent knew.
    pub(crate) fn add_thread(&self, thread: usize, hb: Clock) {
        let mut threads = self.threads.borrow_mut();
        if threads.len() <= thread {
            let none = ThreadState {
                hb: Clock::default(),
                events: 0,
                steps: 0,
                touched: false,
                back: ptr::null(),
                waits: 0,
                woken: 0,
                last: None,
            };
            threads.resize(thread + 1, none);
        }
        threads[thread].hb = hb;
    }

    /// `thread` has had another event, and knows this. It may be a step of its own,
    /// or the rest of one.
    pub(crate) fn advance(&self, thread: usize, hb: Clock, is_step: bool) {
        let state = &mut self.threads.borrow_mut()[thread];
        state.hb = hb;
        state.events += 1;
        state.steps += usize::from(is_step);
        self.steps.set(self.steps.get() + usize::from(is_step));
    }

    /// Keeps an access to a cell, to be shown; a thread that makes the same ones over
    /// and over is seen to do so once.
    pub(super) fn note(&self, access: Access) {
        let mut accesses = self.accesses.borrow_mut();
        let mut lately = accesses.iter().rev().take(LATELY);
        if accesses.len() < MOST_ACCESSES && !lately.any(|it| *it == access) {
            accesses.push(access);
        }
    }

    /// The current thread is at this place.
    pub(super) fn is_at(&self, at: &'static Location<'static>) {
        self.threads.borrow_mut()[self.thread.get()].last = Some(at);
    }

    /// Where the current thread was last.
    pub(super) fn last_at(&self) -> &'static Location<'static> {
        let last = self.threads.borrow()[self.thread.get()].last;
        last.unwrap_or_else(|| Location::caller())
    }

    /// What is wrong with the end of the run: an allocation that is left.
    pub(crate) fn leaked(&self) -> Option<Fault> {
        self.allocations.borrow().leaked()
    }

    /// What was seen beside the graph.
    pub(crate) fn take_seen(&self) -> Seen {
        let memories = self.memories.take();
        let names: Vec<_> = memories.iter().map(|memory| memory.name).collect();
        Seen::new(
            &names,
            self.objects.take_located(),
            self.accesses.take(),
            self.roles.take(),
            self.wakeup_limit_reached.get(),
            self.interrupt_limit_reached.get(),
        )
    }

    /// What the condition of a wait did wrong, and whose it was.
    pub(crate) fn take_broken(&self) -> Option<(usize, Fault)> {
        self.broken.take()
    }

    /// What the threads have kept for themselves.
    pub(crate) fn take_locals(&self) -> HashMap<(usize, usize), Rc<dyn Any>> {
        self.locals.take()
    }

    /// What the threads' handlers have kept.
    pub(crate) fn take_lines(&self) -> Vec<Lines> {
        self.interrupts.take()
    }

    /// Looks at the interrupts of `thread`.
    pub(super) fn lines<U>(&self, thread: usize, look: impl FnOnce(&mut Lines) -> U) -> U {
        let mut interrupts = self.interrupts.borrow_mut();
        if interrupts.len() <= thread {
            interrupts.resize_with(thread + 1, Lines::default);
        }
        look(&mut interrupts[thread])
    }

    /// Which interrupts of the current thread may come now.
    pub(super) fn ready(&self) -> Ready {
        let ready = self.lines(self.thread.get(), |lines| lines.ready());
        if ready.limited {
            self.interrupt_limit_reached.set(true);
        }
        ready
    }

    /// Whether an interrupt of `thread` has been raised, and may come.
    pub(crate) fn is_raised(&self, thread: usize) -> bool {
        let raised = self.lines(thread, |lines| lines.ready_to_be_raised());
        let is_pending = |pending: &Arc<Pending>| self.newest(pending.id()) == Some(1);
        raised.iter().any(is_pending)
    }

    /// Whether an interrupt of `thread` may come, as far as the run has come.
    pub(crate) fn may_be_interrupted(&self, thread: usize) -> bool {
        let by_itself = self.lines(thread, |lines| !lines.ready().by_themselves.is_empty());
        by_itself || self.is_raised(thread)
    }

    /// How many steps `thread` has taken, as executions show them.
    pub(crate) fn steps(&self, thread: usize) -> usize {
        self.threads.borrow()[thread].steps
    }

    /// How many events `thread` has had.
    pub(crate) fn events(&self, thread: usize) -> usize {
        self.threads
            .borrow()
            .get(thread)
            .map_or(0, |state| state.events)
    }

    /// The current thread changes something that its requests do not show.
    pub(super) fn touches(&self) {
        self.threads.borrow_mut()[self.thread.get()].touched = true;
    }

    /// Whether `thread` has [changed something](Self::touches) since this was asked for the
    /// last time.
    pub(crate) fn take_touched(&self, thread: usize) -> bool {
        std::mem::take(&mut self.threads.borrow_mut()[thread].touched)
    }

    /// A wait of `thread` is over that may have had to wait.
    pub(crate) fn has_waited(&self, thread: usize) {
        self.threads.borrow_mut()[thread].waits += 1;
    }

    /// An atomic holds this now.
    pub(crate) fn set_newest(&self, location: usize, value: u64) {
        self.newest.borrow_mut().insert(location, value);
    }

    /// What an atomic holds, if the run has used it.
    pub(crate) fn newest(&self, id: &ObjectId) -> Option<u64> {
        let location = self.objects.name(id).ok()??;
        self.newest.borrow().get(&location).copied()
    }

    /// Gives static cells the value back that they had before the run.
    /// Whether there were any.
    pub(crate) fn restore_statics(&self) -> bool {
        let statics = self.statics.take();
        for (place, bytes) in &statics {
            // SAFETY: the bytes were read from this place, which is in static
            // memory; no thread of the model is left to look at it.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr().cast(), *place, bytes.len()) };
            statics::give_back(place.addr());
        }
        !statics.is_empty()
    }
}

/// The current run.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub(crate) fn current<U>(look: impl FnOnce(&Context<'_>) -> U) -> U {
    let context = CURRENT.get();
    assert!(
        !context.is_null(),
        "a thread of latchwork-explore is asked for outside of a model; call this from the \
         closure that is given to Explorer::explore"
    );
    // SAFETY: `enter` puts back what was there before it returns, so the context
    // lives.
    look(unsafe { &*context })
}

/// Whether this is called from a model.
pub(crate) fn in_run() -> bool {
    !CURRENT.get().is_null()
}

/// Lets a thread run, by `resume`.
pub(super) fn let_run<U>(resume: impl FnOnce() -> U) -> U {
    current(|context| {
        context.running.set(true);
        let result = resume();
        context.running.set(false);
        result
    })
}

/// Whether this is called from a thread of the model.
pub(super) fn is_running() -> bool {
    current(|context| context.running.get())
}

/// What the condition of a wait of `thread` says. The run calls it, and no thread: a
/// panic is noted, and so is an access to the model's memory.
fn condition(thread: usize, accepts: impl FnOnce() -> bool) -> bool {
    current(|context| {
        if context.broken.borrow().is_some() {
            return false;
        }
        let before = context.thread.replace(thread);
        let answer = panics::catch_messages(|| catch_unwind(AssertUnwindSafe(accepts)));
        context.thread.set(before);
        answer.unwrap_or_else(|payload| {
            // Its destructor might access the model's memory.
            std::mem::forget(payload);
            let said = panics::last_message();
            let said = said.unwrap_or_else(|| ("a panic without a message".to_owned(), None));
            let mut broken = context.broken.borrow_mut();
            broken.get_or_insert_with(|| (thread, Fault::panic(said)));
            false
        })
    })
}

impl Request {
    /// Whether the wait of `thread` is over at `value`.
    pub(crate) fn accepts(&self, thread: usize, value: u64) -> bool {
        match self {
            &Request::Await(_, _, accepts, _) => condition(thread, || {
                // SAFETY: the thread that asked is suspended in `ask`, above the frame
                // that the closure lives in.
                unsafe { (*accepts)(value) }
            }),
            Request::Update(_, op, _) => match op.kind {
                UpdateKind::CompareExchange { .. } | UpdateKind::Take { .. } => {
                    op.result(value).is_some()
                }
                _ => true,
            },
            _ => true,
        }
    }
}

/// Something is asked for where no thread runs: by the condition of a wait.
pub(super) fn misplaced(request: Request, at: &'static Location<'static>) -> ! {
    let fault = match request {
        Request::Fault(fault) => fault,
        request => Fault::new(
            FailureKind::Misuse,
            format!(
                "{at}: the condition of a wait asks for {}: it must be pure, and look at the value \
                 that it is given only",
                request.describe()
            ),
        ),
    };
    let message = fault.message.clone();
    current(|context| {
        let mut broken = context.broken.borrow_mut();
        broken.get_or_insert_with(|| (context.thread.get(), fault));
    });
    panic!("{message}")
}

/// The current thread has begun.
pub(super) fn begin_thread(back: &Back) {
    current(|context| {
        let thread = context.thread.get();
        context.threads.borrow_mut()[thread].back = back;
    });
}

pub(super) fn back() -> &'static Back {
    let back = current(|context| context.threads.borrow()[context.thread.get()].back);
    // SAFETY: it is on the stack of the current thread, below the frame that
    // called this, and used by nobody but it.
    unsafe { &*back }
}

/// Whether the execution is over, and its threads are being ended, or a panic is on
/// its way through the current one.
pub(crate) fn is_ending() -> bool {
    in_run() && (panics::is_panicking() || current(|context| context.ending.get()))
}

/// The number of the run.
pub(crate) fn run_number() -> u64 {
    current(|context| context.objects.run())
}

/// Whether the threads are being ended.
pub(super) fn is_over() -> bool {
    current(|context| context.ending.get())
}

/// The current thread of a model, if this is called in one, changes something outside of the
/// model's memory.
pub(crate) fn has_effect() {
    if in_run() && !panics::is_panicking() {
        current(|context| {
            if !context.ending.get() {
                context.touches();
            }
        });
    }
}

/// How many waits of the current thread may have had to wait.
pub(crate) fn waits() -> usize {
    current(|context| context.threads.borrow()[context.thread.get()].waits)
}

/// How many events the current thread has had; none outside of a model.
pub(crate) fn events() -> usize {
    match in_run() {
        true => current(|context| context.events(context.thread.get())),
        false => 0,
    }
}

/// The current thread begins; it was spawned at this place.
pub(crate) fn begins(at: &'static Location<'static>) {
    current(|context| context.is_at(at));
}

/// Whether a wait of the current thread for a condition variable may end for no reason,
/// once more.
pub(crate) fn may_wake() -> bool {
    current(|context| {
        let limit = context.wakeups.get();
        let may = context.threads.borrow()[context.thread.get()].woken < limit;
        context
            .wakeup_limit_reached
            .set(context.wakeup_limit_reached.get() || !may);
        may
    })
}

/// A wait of the current thread ends for no reason.
pub(crate) fn wakes() {
    current(|context| context.threads.borrow_mut()[context.thread.get()].woken += 1);
}

/// How many steps the current thread has taken, as executions show them.
pub(crate) fn steps() -> usize {
    current(|context| context.threads.borrow()[context.thread.get()].steps)
}

/// The current thread plays this role from now on.
pub(crate) fn plays(role: usize) {
    current(|context| {
        let thread = context.thread.get();
        let index = context.threads.borrow()[thread].steps;
        context.roles.borrow_mut().push(Role {
            thread,
            index,
            role,
        });
    });
}

/// Where the current thread was last.
pub(super) fn last_place() -> &'static Location<'static> {
    current(|context| context.last_at())
}

/// What the current thread has kept is dropped: it ends.
pub(super) fn drop_locals() {
    let mine = current(|context| {
        let thread = context.thread.get();
        let mut locals = context.locals.borrow_mut();
        let keys: Vec<_> = locals
            .keys()
            .copied()
            .filter(|key| key.1 == thread)
            .collect();
        let mine = keys.iter().filter_map(|key| locals.remove(key));
        mine.collect::<Vec<_>>()
    });
    drop(mine);
}

/// What `make` made for the current thread and `key`.
pub(crate) fn local(key: usize, make: impl FnOnce() -> Rc<dyn Any>) -> Rc<dyn Any> {
    current(|context| {
        let name = (key, context.thread.get());
        let known = context.locals.borrow().get(&name).cloned();
        known.unwrap_or_else(|| {
            let made = make();
            context.locals.borrow_mut().insert(name, Rc::clone(&made));
            made
        })
    })
}

/// What is wrong with the use at this place of an object of another model.
pub(crate) fn foreign(at: &'static Location<'static>) -> Fault {
    let message = format!(
        "{at}: an atomic, cell or thread of another model is used in this one: make it in the \
         closure that is explored, or in a static"
    );
    Fault::new(FailureKind::Misuse, message)
}
