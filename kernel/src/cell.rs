//! What the boot CPU finds out once and every CPU reads.

use core::cell::UnsafeCell;
use latchwork_atomic::{AtomicBool, Ordering};

/// A value that is set once, by the boot CPU.
pub(crate) struct BootCell<T> {
    set: AtomicBool,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: after it is set the value is only read, by any CPU, and it may be set
// on one CPU and read on another.
unsafe impl<T: Send + Sync> Sync for BootCell<T> {}

impl<T> BootCell<T> {
    pub(crate) const fn new() -> Self {
        Self {
            set: AtomicBool::new(false),
            value: UnsafeCell::new(None),
        }
    }

    /// Sets the value.
    ///
    /// # Safety
    ///
    /// Called once.
    pub(crate) unsafe fn set(&self, value: T) {
        // SAFETY: nobody else sets it, and nobody reads it before `set` is true.
        unsafe { *self.value.get() = Some(value) };
        // Release: pairs with the Acquire in `get`; without it another CPU might
        // see the flag before the value.
        self.set.store(true, Ordering::Release);
    }

    /// The value, once it is set.
    pub(crate) fn get(&self) -> Option<&T> {
        // Acquire: pairs with the Release in `set`.
        if !self.set.load(Ordering::Acquire) {
            return None;
        }
        // SAFETY: it was set, and is not written any more.
        unsafe { (*self.value.get()).as_ref() }
    }
}
