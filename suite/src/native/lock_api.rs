//! Locks that know nothing of Latchwork.

use latchwork_atomic::impl_initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};
use lock_api::RawMutex;

/// Any [`RawMutex`] of the crate `lock_api`, as a [`RawLock`] without promises on
/// the order of service.
///
/// Its log is empty, and its atomics are the host's, so this is for native
/// stress only: checkers would see nothing of it.
#[derive(Debug)]
pub struct LockApi<M> {
    raw: M,
    log: Log<LockEvent>,
}

impl_initial! { impl[M: RawMutex] LockApi<M> = Self { raw: M::INIT, log: Log::new() } }

// SAFETY: `RawMutex` promises the same: exclusion, whatever safe code does with
// guard states, and with the mutex while it is locked.
unsafe impl<M: RawMutex> RawLock for LockApi<M> {
    type Place = ();
    type Token = M::Guard;

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) -> M::Guard {
        self.raw.lock()
    }

    fn try_lock(&self) -> Option<M::Guard> {
        self.raw.try_lock()
    }

    unsafe fn unlock(&self, token: M::Guard) {
        // SAFETY: the token is that of an acquisition of this mutex.
        unsafe { self.raw.unlock(token) };
    }

    fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
