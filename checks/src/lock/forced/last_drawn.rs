//! A ticket lock that takes the number drawn last for its holder's.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Whoever draws while the lock is held has drawn the last number, and is never called.
#[derive(Debug)]
pub(super) struct LastDrawn {
    next: AtomicU32,
    owner: AtomicU32,
    log: Log<LockEvent>,
}

impl_initial! { impl[] LastDrawn = Self {
    next: AtomicU32::new(0),
    owner: AtomicU32::new(0),
    log: Log::new(),
} }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl RawLock for LastDrawn {
    type Place = u32;
    type Token = ();

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> u32 {
        // Relaxed: as in the original.
        let ticket = self.next.fetch_add(1, Relaxed);
        self.log.append(LockEvent::Arrive);
        ticket
    }

    unsafe fn wait(&self, ticket: u32) {
        // Acquire: pairs with the Release store in `unlock`.
        self.owner
            .wait_until::<SpinHint>(Acquire, |owner| owner == ticket);
        self.log.append(LockEvent::Acquire);
    }

    fn try_lock(&self) -> Option<()> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, (): ()) {
        // The mistake. Relaxed: as in the original, which reads the owner.
        let last = self.next.load(Relaxed);
        // Release: pairs with the Acquire load in `wait`.
        self.owner.store(last, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed, both: for diagnostics.
        self.next.load(Relaxed) != self.owner.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
