//! One program, compiled over loom and over the explorer.

/// What programs call when they are compiled over loom.
pub(crate) mod over_loom {
    pub(crate) use loom::sync::Mutex;
    pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering, Ordering::*, fence};
    pub(crate) use loom::thread::{current, spawn, yield_now};
    pub(crate) use std::sync::Arc;

    /// Memory that the checker watches for data races.
    pub(crate) struct Cell(loom::cell::UnsafeCell<usize>);

    // SAFETY: loom runs its threads as coroutines of one thread of the host, and
    // none is switched away from in an access, so no two accesses overlap.
    unsafe impl Sync for Cell {}

    impl Cell {
        pub(crate) fn new() -> Self {
            Self(loom::cell::UnsafeCell::new(0))
        }

        pub(crate) fn write(&self, value: usize) {
            // SAFETY: as for `Sync`.
            self.0.with_mut(|cell| unsafe { *cell = value });
        }

        pub(crate) fn read(&self) -> usize {
            // SAFETY: as for `Sync`.
            self.0.with(|cell| unsafe { *cell })
        }
    }

    /// Waits as one does under loom: by trying again after a yield.
    pub(crate) fn wait_for(atomic: &AtomicUsize, order: Ordering, value: usize) {
        while atomic.load(order) != value {
            yield_now();
        }
    }

    /// A token for the next `park` of the thread, which never parks.
    pub(crate) fn unpark(thread: &loom::thread::Thread) {
        thread.unpark();
    }
}

/// What programs call when they are compiled over the explorer.
pub(crate) mod over_explorer {
    pub(crate) use latchwork_explore::sync::Mutex;
    pub(crate) use latchwork_explore::sync::atomic::{AtomicUsize, Ordering, Ordering::*, fence};
    pub(crate) use latchwork_explore::thread::{current_id as current, spawn, yield_now};
    pub(crate) use std::sync::Arc;

    /// Memory that the checker watches for data races.
    pub(crate) struct Cell(latchwork_explore::cell::UnsafeCell<usize>);

    // SAFETY: the explorer runs the threads of an execution as coroutines of one
    // thread of the host, and none is switched away from in an access.
    unsafe impl Sync for Cell {}

    impl Cell {
        pub(crate) fn new() -> Self {
            Self(latchwork_explore::cell::UnsafeCell::new(0))
        }

        pub(crate) fn write(&self, value: usize) {
            // SAFETY: as for `Sync`.
            self.0.with_mut(|cell| unsafe { *cell = value });
        }

        pub(crate) fn read(&self) -> usize {
            // SAFETY: as for `Sync`.
            self.0.with(|cell| unsafe { *cell })
        }
    }

    /// Waits as one does under the explorer.
    pub(crate) fn wait_for(atomic: &AtomicUsize, order: Ordering, value: usize) {
        atomic.await_until(order, |now| now == value);
    }

    /// The explorer has no parking. An `unpark` of a thread that never parks
    /// orders nothing, so it is nothing.
    pub(crate) fn unpark<T>(_thread: &T) {}
}

/// A module `$name` in which the items are there twice: in `over_loom` and in
/// `over_explorer`.
macro_rules! both {
    ($(#[$meta:meta])* mod $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        mod $name {
            pub(crate) mod over_loom {
                #[allow(unused_imports)]
                use crate::both::over_loom::*;
                $($body)*
            }
            pub(crate) mod over_explorer {
                #[allow(unused_imports)]
                use crate::both::over_explorer::*;
                $($body)*
            }
        }
    };
}
