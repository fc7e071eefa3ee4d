//! A lock that excludes, and says that it serves in order of arrival; whether it
//! does is up to its discipline.

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::{CurrentCpu, Doorway, RawLock};
use latchwork_lock::{LockEvent, Order};
use std::marker::PhantomData;
use std::sync::{Condvar, Mutex, MutexGuard};

use crate::machine::ThisThread;

/// Whom a queue serves next.
pub(crate) trait Discipline {
    /// One of `waiting`, which are in order of arrival and at least one.
    fn next(waiting: &[usize]) -> Option<&usize>;

    /// What the doorway shows after so many arrivals.
    fn doorway(arrivals: u32) -> u32 {
        arrivals
    }
}

/// Keeps every promise.
#[derive(Debug)]
pub(crate) struct FirstCome;

impl Discipline for FirstCome {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.first()
    }
}

/// Serves the last arrival.
#[derive(Debug)]
pub(crate) struct LastCome;

impl Discipline for LastCome {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.last()
    }
}

/// Serves the lowest number.
#[derive(Debug)]
pub(crate) struct Lowest;

impl Discipline for Lowest {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.iter().min()
    }
}

/// Serves the highest number.
#[derive(Debug)]
pub(crate) struct Highest;

impl Discipline for Highest {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.iter().max()
    }
}

/// Does not show its arrivals.
#[derive(Debug)]
pub(crate) struct Hidden;

impl Discipline for Hidden {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.first()
    }

    fn doorway(_arrivals: u32) -> u32 {
        0
    }
}

/// The lock that serves as `D` says.
#[derive(Debug)]
pub(crate) struct Queue<D> {
    state: Mutex<State>,
    changed: Condvar,
    log: Log<LockEvent>,
    discipline: PhantomData<fn() -> D>,
}

#[derive(Debug)]
struct State {
    held: bool,
    waiting: Vec<usize>,
    arrivals: u32,
}

impl_initial! { impl[D] Queue<D> = Self {
    state: Mutex::new(State { held: false, waiting: Vec::new(), arrivals: 0 }),
    changed: Condvar::new(),
    log: Log::new(),
    discipline: PhantomData,
} }

impl<D> Queue<D> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

// SAFETY: `held` goes from false to true and back under the mutex, and whoever
// makes it true has the lock.
unsafe impl<D: Discipline> RawLock for Queue<D> {
    type Place = usize;
    type Token = ();

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> usize {
        let this = ThisThread::current();
        let mut state = self.state();
        state.arrivals += 1;
        state.waiting.push(this);
        this
    }

    unsafe fn wait(&self, this: usize) {
        let state = self.state();
        let mut state = self
            .changed
            .wait_while(state, |state| {
                state.held || D::next(&state.waiting) != Some(&this)
            })
            .unwrap();
        state.waiting.retain(|&waiting| waiting != this);
        state.held = true;
    }

    fn try_lock(&self) -> Option<()> {
        let mut state = self.state();
        let free = !state.held && state.waiting.is_empty();
        state.held |= free;
        free.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        self.state().held = false;
        self.changed.notify_all();
    }

    fn is_locked(&self) -> bool {
        self.state().held
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

impl<D: Discipline> Doorway for Queue<D> {
    fn doorway(&self) -> u32 {
        D::doorway(self.state().arrivals)
    }
}
