//! Handlers are called by the CPU itself, where no explorer has it do so.

use super::lines::{Comes, Lines, Registered};
#[cfg(shuttle)]
use shuttle::{thread, thread_local as local};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(not(shuttle))]
use std::{thread, thread_local as local};

local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static LINES: RefCell<Lines> = RefCell::new(Lines::default());
}

std::thread_local! {
    /// Whether a CPU on this thread of the host has registered a handler in this execution:
    /// if none has, an access asks nothing else.
    static ANY: Cell<bool> = const { Cell::new(false) };
}

/// The CPUs of a model, and how many of them have not done their work.
#[derive(Debug)]
pub(crate) struct Running(Arc<AtomicUsize>);

/// A CPU that has not done its work.
#[derive(Debug)]
pub(crate) struct Working(Arc<AtomicUsize>);

impl Running {
    /// A model of so many CPUs begins.
    pub(crate) fn begin(cpus: usize) -> Self {
        #[cfg(shuttle)]
        ANY.set(false);
        Self(Arc::new(AtomicUsize::new(cpus)))
    }

    /// The current thread is one of them.
    pub(crate) fn works(&self) -> Working {
        Working(Arc::clone(&self.0))
    }
}

impl Working {
    /// The work is done. What is raised still comes, until all have done theirs.
    pub(crate) fn finish(self) {
        let running = Arc::clone(&self.0);
        drop(self);
        if !ANY.get() {
            return;
        }
        loop {
            // Acquire: pairs with the Release of the drop, so that what a CPU has raised is
            // seen once its work is done.
            let all_done = running.load(Ordering::Acquire) == 0;
            while comes(Delivery::Done) {}
            if all_done || !may_come() {
                break;
            }
            thread::yield_now();
        }
        drop(mine(|lines| std::mem::take(&mut lines.lines)));
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // Release: pairs with the Acquire in `finish`.
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// The interrupts of the current CPU.
fn mine<U>(look: impl FnOnce(&mut Lines) -> U) -> U {
    LINES.with(|lines| look(&mut lines.borrow_mut()))
}

/// The current CPU gets a line.
pub(super) fn register(line: Registered) {
    ANY.set(true);
    mine(|lines| lines.lines.push(line));
}

/// Whether an interrupt may come to the current CPU now.
pub(crate) fn may_come() -> bool {
    ANY.get() && mine(|lines| !lines.ready().is_empty())
}

/// How far an interrupt that is raised has got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Delivery {
    /// It may be on its way.
    #[cfg(shuttle)]
    Open,
    /// It is there.
    Done,
}

/// A place at which handlers of the current CPU may come, one after the other.
pub(crate) fn point() {
    if ANY.get() {
        while comes(HERE) {}
    }
}

/// A step of the current CPU, at which handlers may come.
pub(super) fn access() {
    point();
    // Others may come first.
    #[cfg(shuttle)]
    shuttle::sync::atomic::AtomicBool::new(false).load(Ordering::SeqCst);
}

#[cfg(shuttle)]
const HERE: Delivery = Delivery::Open;
#[cfg(not(shuttle))]
const HERE: Delivery = Delivery::Done;

/// Whether a handler comes.
fn comes(delivery: Delivery) -> bool {
    let ready = mine(|lines| lines.ready());
    let came = ready.into_iter().find(|&line| {
        let (comes, rarity) = mine(|lines| {
            let it = &lines.lines[line];
            (it.comes.clone(), it.rarity)
        });
        match comes {
            Comes::ByItself(_) => draws(rarity),
            Comes::Raised(pending) => {
                pending.is_raised() && (delivery == Delivery::Done || draws(1)) && pending.take()
            }
        }
    });
    if let Some(line) = came {
        handle(line);
    }
    came.is_some()
}

/// Calls the handler of `line`.
fn handle(line: usize) {
    let (handler, off) = mine(|lines| {
        lines.under_way.push(line);
        let it = &mut lines.lines[line];
        if let Comes::ByItself(left) = &mut it.comes {
            *left -= 1;
        }
        let handler = Rc::clone(&it.handler);
        (handler, std::mem::replace(&mut lines.off, true))
    });
    handler();
    mine(|lines| {
        lines.under_way.pop();
        lines.off = off;
    });
}

/// One in 2 to the power of `rarity`, as the checker draws; never on the host's threads.
#[cfg(shuttle)]
fn draws(rarity: u32) -> bool {
    number() >> (u64::BITS - rarity) == 0
}

#[cfg(not(shuttle))]
fn draws(_rarity: u32) -> bool {
    false
}

/// A number of shuttle's source: it is part of the schedule, and the same when that is run
/// again.
#[cfg(shuttle)]
fn number() -> u64 {
    use shuttle::rand::RngCore;
    shuttle::rand::thread_rng().next_u64()
}

/// How rarely a new line comes by itself: from one access in 2 to one in 64. So it comes early
/// in some executions, and late in others.
pub(super) fn rarity() -> u32 {
    #[cfg(shuttle)]
    return 1 + u32::try_from(number() % 6).expect("it is below 6");
    #[cfg(not(shuttle))]
    1
}

/// Turns the interrupts of the current CPU off; whether they were on. They may come before
/// that.
pub fn off() -> bool {
    point();
    mine(|lines| !std::mem::replace(&mut lines.off, true))
}

/// Turns the interrupts of the current CPU on. What is pending may come from here on.
pub fn on() {
    mine(|lines| lines.off = false);
    point();
}

/// Whether the interrupts of the current CPU are on, as they are in the beginning.
pub fn are_on() -> bool {
    mine(|lines| !lines.off)
}

/// Whether a handler of the current CPU is under way.
pub fn in_handler() -> bool {
    mine(|lines| !lines.under_way.is_empty())
}

/// Turns the interrupts of the current CPU on and waits until one has come, in one step: what
/// is pending already ends it. On the host's threads one that comes by itself comes here, if
/// none is raised.
///
/// # Panics
///
/// If none may come.
pub fn halt() {
    access();
    point();
    mine(|lines| lines.off = false);
    assert!(
        may_come(),
        "the CPU halts for ever: none of its interrupts may come"
    );
    while !comes(Delivery::Done) {
        #[cfg(not(shuttle))]
        if let Some(line) = mine(|lines| lines.first_by_itself()) {
            return handle(line);
        }
        thread::yield_now();
    }
}
