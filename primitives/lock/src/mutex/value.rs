//! A value behind a lock.

use crate::raw::RawLock;
use crate::ticket::TicketLock;
use latchwork_atomic::{Initial, Invariant, UnsafeCell, const_fn, initial};

/// A value of type `T` that is reached by holding a lock of type `R`.
///
/// Acquiring pulls the value, releasing pushes it: in between, nobody else can
/// touch it. There is no poisoning: where a panic unwinds past a guard, the lock is
/// released, and the value is as it was left.
///
/// Forgetting a guard leaves the mutex locked; moving or dropping a locked mutex
/// is sound.
pub struct Mutex<T: ?Sized, R = TicketLock> {
    pub(super) raw: R,
    pub(super) data: UnsafeCell<T>,
}

// SAFETY: the lock lets one CPU at a time reach the value, through a guard that
// may be dropped on another CPU only if the lock's token may; so sending the
// mutex or sharing it does no more than send the value.
// mutant (promise less): without the promise the compiler finds as much in the fields.
unsafe impl<T: ?Sized + Send, R: Send> Send for Mutex<T, R> {}
// SAFETY: whoever shares the mutex reaches the value through a guard, one CPU at a time,
// so that sharing the mutex does no more than send the value.
unsafe impl<T: ?Sized + Send, R: Sync> Sync for Mutex<T, R> {}

impl<T, R> Mutex<T, R> {
    const_fn! {
        /// A free mutex.
        pub fn new(value: T) -> Self
        where
            R: Initial,
        {
            Self::from_raw(initial!(R), value)
        }
    }

    const_fn! {
        /// A mutex over a lock made elsewhere. If that is locked, so is the
        /// mutex.
        pub fn from_raw(raw: R, value: T) -> Self {
            Self {
                raw,
                data: UnsafeCell::new(value),
            }
        }
    }

    const_fn! {
        /// A free mutex over a value with an [`Invariant`].
        ///
        /// In builds for a checker the invariant is checked at every release; in
        /// other builds this is [`Mutex::new`].
        pub fn checked(value: T) -> Self
        where
            R: Initial,
            T: Invariant,
        {
            Self {
                raw: initial!(R),
                data: UnsafeCell::checked(value),
            }
        }
    }

    /// The value; nobody can hold the lock any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, R: RawLock> Mutex<T, R> {
    /// Whether somebody holds the lock, for diagnostics.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// The value, without locking: nobody else can reach it.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// The lock itself.
    pub fn raw(&self) -> &R {
        &self.raw
    }
}

impl<T: Default, R: Initial> Default for Mutex<T, R> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T, R: Initial> From<T> for Mutex<T, R> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
