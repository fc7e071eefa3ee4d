//! A twin of a lock with a place for each CPU.

use latchwork_atomic::{array, impl_initial};
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};
use latchwork_suite::lock_family;
// No ordering is at issue here: all are the strongest.
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread::yield_now;

lock_family! {
    /// The lock, with a place for each thread but one.
    pub(crate) struct Short = ShortArray<CPUS>;
}

/// Each number that is drawn waits at a place of its own, but there is none for the last
/// thread: it waits at another's, and both are let in. With fewer threads it is right.
#[derive(Debug)]
pub(crate) struct ShortArray<const CPUS: usize> {
    next: AtomicUsize,
    owner: AtomicUsize,
    may_enter: [AtomicBool; CPUS],
    log: Log<LockEvent>,
}

impl_initial! { impl[const CPUS: usize] ShortArray<CPUS> = Self {
    next: AtomicUsize::new(0),
    owner: AtomicUsize::new(0),
    may_enter: array![AtomicBool::new(false); CPUS],
    log: Log::new(),
} }

impl<const CPUS: usize> ShortArray<CPUS> {
    fn place(&self, number: usize) -> &AtomicBool {
        &self.may_enter[number % (CPUS - 1)]
    }

    fn enter(&self, number: usize) {
        // The first number's place is open from the beginning.
        if number > 0 {
            while !self.place(number).load(SeqCst) {
                yield_now();
            }
            // Those who wait at the same place have the time to look.
            yield_now();
            self.place(number).store(false, SeqCst);
        }
    }
}

// SAFETY: none. It is used to see that what breaks the contract is found, and with nothing
// behind it that two threads may not change at a time.
unsafe impl<const CPUS: usize> RawLock for ShortArray<CPUS> {
    type Place = usize;
    type Token = usize;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> usize {
        self.next.fetch_add(1, SeqCst)
    }

    unsafe fn wait(&self, number: usize) -> usize {
        self.enter(number);
        number
    }

    fn try_lock(&self) -> Option<usize> {
        let number = self.owner.load(SeqCst);
        let drawn = self
            .next
            .compare_exchange(number, number + 1, SeqCst, SeqCst);
        if drawn.is_ok() {
            self.enter(number);
        }
        drawn.ok()
    }

    unsafe fn unlock(&self, number: usize) {
        self.owner.store(number + 1, SeqCst);
        self.place(number + 1).store(true, SeqCst);
    }

    fn is_locked(&self) -> bool {
        self.next.load(SeqCst) != self.owner.load(SeqCst)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
