//! The backend of `--cfg shuttle` builds.

pub use shuttle::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

use crate::Relax;
use core::marker::PhantomData;
use core::panic::Location;

/// Memory that is reached through a shared reference, and that something else
/// (a lock, as a rule) keeps free of data races.
#[derive(Debug, Default)]
pub struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Reads through the pointer that `access` is given.
    pub fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
        access(self.0.get())
    }

    /// Writes through the pointer that `access` is given.
    pub fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
        access(self.0.get())
    }
}

/// What a waiter keeps between two polls.
pub(crate) struct Waiter<R> {
    at: &'static Location<'static>,
    failed: bool,
    relax: PhantomData<R>,
}

impl<R: Relax> Waiter<R> {
    #[track_caller]
    pub(crate) fn new() -> Self {
        Self {
            at: Location::caller(),
            failed: false,
            relax: PhantomData,
        }
    }

    pub(crate) fn poll_failed(&mut self) {
        crate::model::poll_failed(self.at);
        self.failed = true;
        shuttle::thread::yield_now();
    }

    pub(crate) fn over(self) {
        if self.failed {
            crate::model::wait_over();
        }
    }
}

pub(crate) mod thread {
    pub(crate) use shuttle::thread::{JoinHandle, spawn, yield_now};
    pub(crate) use shuttle::thread_local;
}
