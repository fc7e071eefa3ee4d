//! What a kernel calls `spin` that uses more of that crate than the mutex.

#![no_std]

pub use spin::{Barrier, LazyLock, Once, RwLock};

/// A mutex over a ticket lock.
pub type Mutex<T> = latchwork_lock::TicketMutex<T>;

/// Access to the value of a [`Mutex`].
pub type MutexGuard<'a, T> = latchwork_lock::MutexGuard<'a, T>;

/// A type that is written nowhere is inferred, as with spin itself.
const _: fn() -> u32 = || {
    let local = Mutex::new(5);
    let guard: MutexGuard<'_, u32> = local.lock();
    *guard
};
