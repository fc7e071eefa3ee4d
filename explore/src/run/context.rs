//! The run that the current thread of the host is busy with.

use super::allocations::Allocations;
use super::fiber::{Back, Request, ask};
use super::object::{ObjectId, Objects};
use super::races::{Access, CellState};
use super::statics;
use crate::FailureKind;
use crate::graph::Clock;
use std::alloc::Layout;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic::Location;
use std::ptr;
use std::rc::Rc;

/// What the threads of a run share with it, beside what they ask for.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The thread that runs.
    pub(crate) thread: Cell<usize>,
    /// Whether the threads are being ended.
    pub(crate) ending: Cell<bool>,
    pub(crate) objects: Objects<'a>,
    threads: RefCell<Vec<ThreadState>>,
    cells: RefCell<Vec<CellState>>,
    /// What static cells held at first, to be written back.
    statics: RefCell<Vec<Saved>>,
    locals: RefCell<HashMap<(usize, usize), Rc<dyn Any>>>,
    /// What atomics hold, as far as the run has come.
    newest: RefCell<HashMap<usize, u64>>,
    allocations: RefCell<Allocations>,
}

/// Where bytes lay, and which.
type Saved = (*mut u8, Box<[u8]>);

/// What is known of a thread.
#[derive(Clone, Copy, Debug)]
struct ThreadState {
    /// What it knows, and how many events it has had.
    hb: Clock,
    events: usize,
    back: *const Back,
    /// Waits that did not find what they waited for at once.
    waits: usize,
}

thread_local! {
    static CURRENT: Cell<*const Context<'static>> = const { Cell::new(ptr::null()) };
}

impl<'a> Context<'a> {
    pub(crate) fn new(objects: Objects<'a>) -> Self {
        Self {
            thread: Cell::new(0),
            ending: Cell::new(false),
            objects,
            threads: RefCell::new(Vec::new()),
            cells: RefCell::new(Vec::new()),
            statics: RefCell::new(Vec::new()),
            locals: RefCell::new(HashMap::new()),
            newest: RefCell::new(HashMap::new()),
            allocations: RefCell::new(Allocations::default()),
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
                back: ptr::null(),
                waits: 0,
            };
            threads.resize(thread + 1, none);
        }
        threads[thread].hb = hb;
    }

    /// `thread` has had so many events, and knows this.
    pub(crate) fn advance(&self, thread: usize, events: usize, hb: Clock) {
        let state = &mut self.threads.borrow_mut()[thread];
        state.hb = hb;
        state.events = events;
    }

    /// How many events `thread` has had.
    pub(crate) fn events(&self, thread: usize) -> usize {
        self.threads
            .borrow()
            .get(thread)
            .map_or(0, |state| state.events)
    }

    /// A wait of `thread` did not find at once what it waited for.
    pub(crate) fn has_to_wait(&self, thread: usize) {
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

    /// The current thread accesses the memory at `address`: what is wrong with
    /// that, if it is part of a tracked allocation.
    fn touch(&self, address: usize, at: &'static Location<'static>) -> Option<Fault> {
        let (thread, state) = self.current_thread();
        let allocations = &mut self.allocations.borrow_mut();
        allocations.touch(address, thread, state.events, &state.hb, at)
    }

    fn current_thread(&self) -> (usize, ThreadState) {
        let thread = self.thread.get();
        (thread, self.threads.borrow()[thread])
    }

    /// Gives static cells the value back that they had before the run.
    pub(crate) fn restore_statics(&self) {
        for (place, bytes) in self.statics.take() {
            // SAFETY: the bytes were read from this place, which is in static
            // memory; no thread of the model is left to look at it.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        }
    }
}

/// What is wrong with an execution.
pub(crate) type Fault = (FailureKind, String);

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
        "an atomic, cell or thread of latchwork-explore is used outside of a model: \
         call this from the closure that is given to Explorer::explore"
    );
    // SAFETY: `enter` puts back what was there before it returns, so the context
    // lives.
    look(unsafe { &*context })
}

/// Whether this is called from a model.
pub(crate) fn in_run() -> bool {
    !CURRENT.get().is_null()
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

pub(super) fn is_ending() -> bool {
    current(|context| context.ending.get())
}

/// How many waits of the current thread have had to wait.
pub(crate) fn waits() -> usize {
    current(|context| context.threads.borrow()[context.thread.get()].waits)
}

/// Ends the execution with a failure, in the name of the current thread.
pub(crate) fn fault(kind: FailureKind, message: String, at: &'static Location<'static>) -> ! {
    ask(Request::Fault(kind, message), at);
    unreachable!("nobody goes on after a failure")
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

/// An access of the current thread to the `size` bytes of a cell at `place`.
pub(crate) fn access_cell(
    id: &ObjectId,
    place: *mut u8,
    size: usize,
    access: Access,
    at: &'static Location<'static>,
) {
    if !in_run() {
        return;
    }
    let fault = current(|context| {
        if context.ending.get() {
            return None;
        }
        let name = match context.objects.name(id) {
            Ok(Some(name)) => name,
            Ok(None) => {
                let mut cells = context.cells.borrow_mut();
                if context.objects.is_old(id) && !statics::contains(place.addr()) {
                    return Some((FailureKind::Misuse, OLD_CELL.to_owned()));
                }
                if statics::contains(place.addr()) {
                    // SAFETY: it is the memory of the cell.
                    let bytes = unsafe { std::slice::from_raw_parts(place, size) };
                    context.statics.borrow_mut().push((place, bytes.into()));
                }
                cells.push(CellState::default());
                context.objects.call(id, cells.len() - 1);
                cells.len() - 1
            }
            Err(_) => return Some((FailureKind::Misuse, FOREIGN.to_owned())),
        };
        if let Some(fault) = context.touch(place.addr(), at) {
            return Some(fault);
        }
        let (thread, state) = context.current_thread();
        let cell = &mut context.cells.borrow_mut()[name];
        let raced = cell
            .access(access, thread, state.events, &state.hb, at)
            .err()?;
        let verb = |access| match access {
            Access::Read => "reads",
            Access::Write => "writes",
        };
        Some((
            FailureKind::DataRace,
            format!(
                "data race: thread {thread} {} a cell at {at}, thread {} {} it at {}, \
                 and neither happens before the other",
                verb(access),
                raced.thread,
                verb(raced.access),
                raced.at
            ),
        ))
    });
    if let Some((kind, message)) = fault {
        self::fault(kind, message, at);
    }
}

/// An access of the current thread to an atomic at `address`.
pub(super) fn access_atomic(address: usize, at: &'static Location<'static>) -> Option<Fault> {
    current(|context| (!context.ending.get()).then(|| context.touch(address, at))?)
}

/// The current thread has allocated `layout` at `place`.
pub(crate) fn allocated(place: *mut u8, layout: Layout, at: &'static Location<'static>) {
    current(|context| {
        let (thread, state) = context.current_thread();
        let allocations = &mut context.allocations.borrow_mut();
        allocations.add(place, layout, thread, state.events, &state.hb, at);
    });
}

/// The current thread frees what was allocated at `place`.
pub(crate) fn freed(place: *mut u8, at: &'static Location<'static>) {
    let fault = current(|context| {
        let (thread, state) = context.current_thread();
        let allocations = &mut context.allocations.borrow_mut();
        allocations.free(place, thread, state.events, &state.hb, at)
    });
    if let Some((kind, message)) = fault {
        self::fault(kind, message, at);
    }
}

/// What is wrong with an object of another model.
pub(crate) const FOREIGN: &str = "an atomic or cell that another model has used is used in this \
     one: make it in the closure that is explored, or in a static";

const OLD_CELL: &str = "a cell that an earlier execution has used is used again, and holds what \
     that left in it: make it in the closure that is explored, or in a static";
