//! The backend of `--cfg shuttle` builds.

pub use shuttle::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

use crate::Relax;
use core::marker::PhantomData;
use core::panic::Location;

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

/// shuttle has no cell of its own.
pub(crate) mod cell {
    #[derive(Debug)]
    pub(crate) struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(core::cell::UnsafeCell::new(value))
        }

        pub(crate) fn into_inner(self) -> T {
            self.0.into_inner()
        }
    }

    impl<T: ?Sized> UnsafeCell<T> {
        pub(crate) fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
            access(self.0.get())
        }

        pub(crate) fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
            access(self.0.get())
        }
    }
}

pub(crate) mod thread {
    pub(crate) use shuttle::thread::{JoinHandle, spawn, yield_now};
    pub(crate) use shuttle::thread_local;
}
