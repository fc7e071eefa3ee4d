//! The backend of every build that is not a check. A simulated machine has atomics of its
//! own, and a target without compare-exchange those of the crate `portable-atomic`.

#[cfg(all(target_has_atomic = "ptr", not(coherence)))]
pub use core::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, fence,
};

#[cfg(all(target_has_atomic = "64", not(coherence)))]
pub use core::sync::atomic::AtomicU64;

// Whether it has compare-exchange a target says for pointers as it does for what is smaller.
#[cfg(all(feature = "portable-atomic", not(target_has_atomic = "ptr")))]
pub use portable_atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, fence,
};

use crate::Invariant;

/// Memory that is reached through a shared reference, and that something else
/// (a lock, as a rule) keeps free of data races.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    /// Wraps a value whose invariant builds for a checker look at, at every push. A value
    /// without one is refused in this build, too:
    ///
    /// ```compile_fail,E0277
    /// let cell = latchwork_atomic::UnsafeCell::checked("no invariant");
    /// ```
    pub const fn checked(value: T) -> Self
    where
        T: Invariant,
    {
        Self::new(value)
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Takes ownership: from here on nobody else touches the value.
    ///
    /// In builds for a checker, which keep track of the owner from the first
    /// pull on, it panics if somebody owns the value; so does an access by
    /// anybody but the owner. In this build it is nothing.
    #[inline(always)]
    pub fn pull(&self) {}

    /// Gives ownership up: from here on this CPU does not touch the value.
    ///
    /// In builds for a checker it panics if this CPU does not own the value, or
    /// if the value's [`Invariant`] does not hold. In this build it is nothing.
    #[inline(always)]
    pub fn push(&self) {}

    /// Takes a share: others may have one, too, and all of them may read.
    ///
    /// In builds for a checker it panics if somebody owns the value alone; so does
    /// a write by anybody while there are shares, and a read by who has none. In
    /// this build it is nothing.
    #[inline(always)]
    pub fn pull_shared(&self) {}

    /// Gives a share up.
    ///
    /// In builds for a checker it panics if this CPU has none. In this build it is
    /// nothing.
    #[inline(always)]
    pub fn push_shared(&self) {}

    /// The value, which nobody else can reach.
    #[inline(always)]
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    /// Reads through the pointer that `access` is given.
    ///
    /// To dereference it, nobody may write at the same time; loom and the explorer
    /// report an access that breaks this.
    #[inline(always)]
    pub fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
        access(self.0.get())
    }

    /// Writes through the pointer that `access` is given.
    ///
    /// To dereference it, nobody else may read or write at the same time; loom and
    /// the explorer report an access that breaks this.
    #[inline(always)]
    pub fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
        access(self.0.get())
    }
}

#[cfg(feature = "model")]
pub(crate) mod thread {
    pub(crate) use std::thread::yield_now;
    pub(crate) use std::thread::{JoinHandle, spawn};
    pub use std::thread_local;
}
