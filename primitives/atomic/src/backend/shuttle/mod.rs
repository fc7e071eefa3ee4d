//! The backend of `--cfg shuttle` builds.

mod atomic;

pub use atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

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
            crate::interrupts::point();
            access(self.0.get())
        }

        pub(crate) fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
            crate::interrupts::point();
            access(self.0.get())
        }
    }
}

pub(crate) mod thread {
    pub(crate) use shuttle::thread::{JoinHandle, spawn, yield_now};
    pub use shuttle::thread_local;
}
