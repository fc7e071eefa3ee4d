//! A lock that lets CPU 0 in first.

use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicBool, SpinHint, WaitUntil, impl_initial, model};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_suite::SpecLock;

/// It excludes, and its logs are in order; but it does not do all that a lock
/// may do. What is found over it says nothing of what stands over other locks.
#[derive(Debug)]
pub(crate) struct BiasedLock {
    lock: SpecLock,
    begun: AtomicBool,
}

impl_initial! { impl[] BiasedLock = Self {
    lock: SpecLock::new(),
    begun: AtomicBool::new(false),
} }

// SAFETY: it is the lock that it contains.
unsafe impl RawLock for BiasedLock {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.lock.arrive() };
    }

    unsafe fn wait(&self, (): ()) {
        if model::current_cpu() != 0 {
            // Relaxed: the lock synchronizes. The mistake: nobody says so.
            self.begun.wait_until::<SpinHint>(Relaxed, |begun| begun);
        }
        // SAFETY: as the caller promises.
        unsafe { self.lock.wait(()) };
        // Relaxed: the lock synchronizes.
        self.begun.store(true, Relaxed);
    }

    fn try_lock(&self) -> Option<()> {
        self.lock.try_lock()
    }

    unsafe fn unlock(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.unlock(()) };
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}
