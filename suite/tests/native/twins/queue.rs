//! Twins of a lock that serves in order of arrival.

use latchwork_atomic::{impl_initial, model};
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard};
use std::thread::yield_now;

/// What a twin does otherwise than a lock that is right.
pub(crate) trait Discipline {
    /// Who of `line`, which is in order of arrival, is served next.
    fn next(line: &[usize]) -> Option<&usize> {
        line.first()
    }

    /// Whether `try_lock` may take a lock that nobody holds.
    fn may_pass(line: &[usize]) -> bool {
        line.is_empty()
    }
}

/// Serves the last arrival first.
#[derive(Debug)]
pub(crate) struct LastCome;

impl Discipline for LastCome {
    fn next(line: &[usize]) -> Option<&usize> {
        line.last()
    }
}

/// Serves the second arrival first, where there is one.
#[derive(Debug)]
pub(crate) struct SecondFirst;

impl Discipline for SecondFirst {
    fn next(line: &[usize]) -> Option<&usize> {
        line.get(1).or(line.first())
    }
}

/// `try_lock` passes those who have arrived.
#[derive(Debug)]
pub(crate) struct Barging;

impl Discipline for Barging {
    fn may_pass(_line: &[usize]) -> bool {
        true
    }
}

/// A lock that says that it is FIFO.
#[derive(Debug)]
pub(crate) struct Queue<D> {
    state: Mutex<(bool, Vec<usize>)>,
    log: Log<LockEvent>,
    discipline: PhantomData<fn() -> D>,
}

impl_initial! { impl[D] Queue<D> = Self {
    state: Mutex::new((false, Vec::new())),
    log: Log::new(),
    discipline: PhantomData,
} }

impl<D> Queue<D> {
    /// Whether somebody holds the lock, and who has arrived.
    fn state(&self) -> MutexGuard<'_, (bool, Vec<usize>)> {
        self.state.lock().expect("nobody panics with it")
    }
}

// SAFETY: whoever makes the first part of the state true, under its mutex, has
// the lock, and nobody does while it is true.
unsafe impl<D: Discipline> RawLock for Queue<D> {
    type Place = usize;
    type Token = ();

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> usize {
        let cpu = model::current_cpu();
        self.state().1.push(cpu);
        cpu
    }

    unsafe fn wait(&self, cpu: usize) {
        loop {
            let mut state = self.state();
            let (held, line) = &mut *state;
            if !*held && D::next(line) == Some(&cpu) {
                line.retain(|&other| other != cpu);
                *held = true;
                return;
            }
            drop(state);
            yield_now();
        }
    }

    fn try_lock(&self) -> Option<()> {
        let mut state = self.state();
        let (held, line) = &mut *state;
        let taken = !*held && D::may_pass(line);
        *held |= taken;
        taken.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        self.state().0 = false;
    }

    fn is_locked(&self) -> bool {
        self.state().0
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
