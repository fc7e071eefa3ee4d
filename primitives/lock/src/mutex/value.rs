//! A value behind a lock.

use crate::event::LockEvent;
use crate::policy::{AsIs, Policy};
use crate::raw::RawLock;
use crate::ticket::TicketLock;
use latchwork_atomic::{Initial, Invariant, UnsafeCell, const_fn, initial};
use latchwork_layer::Log;

/// A value of type `T` that is reached by holding a lock of type `R`, while the CPU does
/// what the [policy](Policy) `P` says.
///
/// Acquiring pulls the value, releasing pushes it: in between, nobody else can
/// touch it. There is no poisoning: where a panic unwinds past a guard, the lock is
/// released, the policy is left, and the value is as it was left. So a mutex is `UnwindSafe`
/// if its value is, and never `RefUnwindSafe`: whoever catches a panic may find a value that
/// is half changed.
///
/// Forgetting a guard leaves the mutex locked, and the policy in force on its CPU; moving or
/// dropping a locked mutex is sound.
///
/// `Mutex::new(5)` leaves open which lock it is; [`TicketMutex`](crate::TicketMutex) and its
/// siblings do not.
///
/// Size: that of the lock, the value and the policy, which is nothing in a release build.
pub struct Mutex<T: ?Sized, R = TicketLock, P = AsIs> {
    pub(super) raw: R,
    pub(super) policy: P,
    pub(super) data: UnsafeCell<T>,
}

// SAFETY: the lock lets one CPU at a time reach the value, through a guard that
// may be dropped on another CPU only if the lock's token may; so sending the
// mutex or sharing it does no more than send the value.
// mutant (promise less): without the promise the compiler finds as much in the fields.
unsafe impl<T: ?Sized + Send, R: Send, P: Send> Send for Mutex<T, R, P> {}
// SAFETY: whoever shares the mutex reaches the value through a guard, one CPU at a time,
// so that sharing the mutex does no more than send the value.
unsafe impl<T: ?Sized + Send, R: Sync, P: Sync> Sync for Mutex<T, R, P> {}

impl<T, R, P> Mutex<T, R, P> {
    const_fn! {
        /// A free mutex.
        pub fn new(value: T) -> Self
        where
            R: Initial,
            P: Initial,
        {
            Self::from_raw(initial!(R), value)
        }
    }

    const_fn! {
        /// A mutex over a lock made elsewhere. If that is locked, so is the
        /// mutex.
        pub fn from_raw(raw: R, value: T) -> Self
        where
            P: Initial,
        {
            Self {
                raw,
                policy: initial!(P),
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
            P: Initial,
            T: Invariant,
        {
            Self {
                raw: initial!(R),
                policy: initial!(P),
                data: UnsafeCell::checked(value),
            }
        }
    }

    /// The value; nobody can hold the lock any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, R: RawLock, P: Policy> Mutex<T, R, P> {
    /// Whether somebody holds the lock, for diagnostics.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Whether the calling CPU holds the lock, for assertions; `None` if nobody records it.
    ///
    /// It is recorded in builds with debug assertions and with the feature `owner`, if the
    /// policy knows its CPU: [`InterruptsOff`](crate::InterruptsOff) and
    /// [`PreemptionOff`](crate::PreemptionOff) do.
    pub fn is_held_by_this_cpu(&self) -> Option<bool> {
        self.policy.is_held_by_this_cpu()
    }

    /// The value, without locking: nobody else can reach it.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// The lock's events; empty except in builds for a checker.
    pub fn log(&self) -> &Log<LockEvent> {
        self.raw.log()
    }
}

impl<T: ?Sized, R> Mutex<T, R> {
    /// The lock itself, of a mutex without a policy. One with a policy keeps its lock to
    /// itself, so that nobody takes it with the policy not in force:
    ///
    /// ```compile_fail,E0599
    /// use latchwork_cpu::Host;
    /// use latchwork_lock::{InterruptsOff, Mutex, RawLock, TicketLock};
    ///
    /// static TICKS: Mutex<u64, TicketLock, InterruptsOff<Host>> = Mutex::new(0);
    /// let token = TICKS.raw().lock(); // interrupts are on
    /// ```
    pub fn raw(&self) -> &R {
        &self.raw
    }
}

impl<T: Default, R: Initial, P: Initial> Default for Mutex<T, R, P> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T, R: Initial, P: Initial> From<T> for Mutex<T, R, P> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
