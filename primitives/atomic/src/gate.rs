//! A lock of the checker's own, for specifications.

use core::panic::Location;
#[cfg(loom)]
use loom::sync::{Mutex, MutexGuard};
#[cfg(shuttle)]
use shuttle::sync::{Mutex, MutexGuard};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex as HostMutex, OnceLock, PoisonError};

/// Lets one CPU in at a time. Whoever waits is blocked: it is not scheduled, and
/// nothing is explored on its behalf.
///
/// It synchronizes as a lock does and no more: what was done before an
/// [`unlock`](Gate::unlock) happens before what is done after the next
/// acquisition. Gates do not synchronize with each other, and a
/// [`try_lock`](Gate::try_lock) that fails synchronizes with nobody.
///
/// Acquiring is one scheduling point, and so is leaving: others may come in
/// between, and find the gate closed.
#[derive(Debug)]
pub struct Gate {
    // In front of the mutex that it borrows, so that it is dropped before it.
    inside: HostMutex<Option<MutexGuard<'static, ()>>>,
    // Made by whoever comes first, so that a gate can be made in a constant;
    // boxed, so that it stays where it is.
    mutex: OnceLock<Box<Mutex<()>>>,
    held: AtomicBool,
}

// SAFETY: all CPUs of a model are on one thread of the host, so the guard inside
// never leaves that thread.
unsafe impl Send for Gate {}
// SAFETY: as above; what is shared is behind the host's mutex.
unsafe impl Sync for Gate {}

impl Gate {
    /// A gate that is open.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            inside: HostMutex::new(None),
            mutex: OnceLock::new(),
            held: AtomicBool::new(false),
        }
    }

    /// Blocks until nobody is inside, and enters.
    #[track_caller]
    pub fn lock(&self) {
        let waits = self.is_locked();
        if waits {
            // It does not poll, but a check must know that somebody has waited.
            crate::model::poll_failed(Location::caller());
        }
        self.enter(self.mutex().lock().unwrap_or_else(PoisonError::into_inner));
        if waits {
            crate::model::wait_over();
        }
    }

    /// Enters if nobody is inside.
    #[track_caller]
    pub fn try_lock(&self) -> bool {
        match self.mutex().try_lock() {
            Ok(guard) => {
                self.enter(guard);
                true
            }
            Err(_) => false,
        }
    }

    /// Leaves.
    ///
    /// # Panics
    ///
    /// If nobody is inside.
    #[track_caller]
    pub fn unlock(&self) {
        // To loom, unlocking a mutex is no scheduling point; trying it is. Without
        // one here nobody would ever find the gate closed.
        #[cfg(loom)]
        assert!(self.mutex().try_lock().is_err(), "nobody is inside");
        // Relaxed: a ghost, for diagnostics.
        self.held.store(false, Relaxed);
        let guard = self
            .inside
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Dropped outside the host's mutex: it may be a scheduling point.
        drop(guard.expect("a gate is left by whoever is inside"));
    }

    /// Whether somebody is inside, for diagnostics.
    pub fn is_locked(&self) -> bool {
        // Relaxed: a ghost, for diagnostics.
        self.held.load(Relaxed)
    }

    fn mutex(&self) -> &Mutex<()> {
        // Whoever uses it may be blocked.
        #[cfg(loom)]
        crate::backend::first::end_beginning();
        self.mutex.get_or_init(|| Box::new(Mutex::new(())))
    }

    fn enter(&self, guard: MutexGuard<'_, ()>) {
        // SAFETY: the guard borrows what the box holds, which stays where it is
        // and is dropped after the guard.
        let guard =
            unsafe { core::mem::transmute::<MutexGuard<'_, ()>, MutexGuard<'static, ()>>(guard) };
        // Relaxed: a ghost, for diagnostics.
        self.held.store(true, Relaxed);
        *self.inside.lock().unwrap_or_else(PoisonError::into_inner) = Some(guard);
    }
}
