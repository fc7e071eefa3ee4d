//! A lock of the checker's own, for specifications.

#[cfg(not(explore))]
use core::panic::Location;
#[cfg(explore)]
use latchwork_explore::sync::{Mutex, MutexGuard};
#[cfg(loom)]
use loom::sync::{Mutex, MutexGuard};
#[cfg(shuttle)]
use shuttle::sync::{Mutex, MutexGuard};
use std::mem::ManuallyDrop;
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
/// A gate belongs to one execution of one model.
///
/// Acquiring is one scheduling point, and so is leaving: others may come in
/// between, and find the gate closed.
#[derive(Debug)]
pub struct Gate {
    // Not dropped with the gate: with an execution that has failed, the mutex is
    // left as it is.
    inside: HostMutex<Option<ManuallyDrop<MutexGuard<'static, ()>>>>,
    // Made by whoever comes first, so that a gate can be made in a constant;
    // boxed, so that it stays where it is.
    mutex: OnceLock<Box<Mutex<()>>>,
    /// A ghost: whether somebody is inside.
    held: AtomicBool,
    /// Whether it may be tried.
    may_be_tried: bool,
    #[cfg(loom)]
    probe: loom::sync::atomic::AtomicUsize,
}

// SAFETY: all CPUs of a model are on one thread of the host, so the guard inside
// never leaves that thread.
unsafe impl Send for Gate {}
// SAFETY: what is shared is behind the host's mutex, and the guard inside never leaves the
// host's thread that all CPUs of a model are on.
unsafe impl Sync for Gate {}

impl Gate {
    crate::const_fn! {
        /// A gate that is open. If it `may_be_tried`, each acquisition is one
        /// scheduling point more under loom.
        pub fn new(may_be_tried: bool) -> Self {
            Self {
                inside: HostMutex::new(None),
                mutex: OnceLock::new(),
                held: AtomicBool::new(false),
                may_be_tried,
                #[cfg(loom)]
                probe: loom::sync::atomic::AtomicUsize::new(0),
            }
        }
    }

    /// Blocks until nobody is inside, and enters.
    #[track_caller]
    pub fn lock(&self) {
        // It does not poll, but a check must know that somebody has waited. The
        // explorer knows by itself.
        #[cfg(not(explore))]
        crate::model::blocks(Location::caller(), self.is_locked());
        self.enter(self.locked());
        #[cfg(not(explore))]
        crate::model::wait_over();
    }

    /// Blocks until nobody is inside.
    #[cfg(not(shuttle))]
    #[track_caller]
    fn locked(&self) -> MutexGuard<'_, ()> {
        let guard = self.mutex().lock();
        guard.unwrap_or_else(PoisonError::into_inner)
    }

    /// Blocks until nobody is inside. Who is blocked by shuttle is not interrupted: a CPU that
    /// may be tries instead, again and again.
    #[cfg(shuttle)]
    fn locked(&self) -> MutexGuard<'_, ()> {
        use crate::{interrupts, model::yield_now};
        interrupts::point();
        while interrupts::may_come() {
            if let Ok(guard) = self.mutex().try_lock() {
                return guard;
            }
            yield_now();
            interrupts::point();
        }
        let guard = self.mutex().lock();
        guard.unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters if nobody is inside.
    ///
    /// # Panics
    ///
    /// If the gate was not made to be tried: loom would miss executions.
    #[track_caller]
    pub fn try_lock(&self) -> bool {
        assert!(
            self.may_be_tried,
            "this gate may not be tried; a lock that a module tries is a SpecLock<true>"
        );
        #[cfg(shuttle)]
        crate::interrupts::point();
        match self.tried() {
            Some(guard) => self.enter(guard),
            None => return false,
        }
        true
    }

    #[cfg(explore)]
    #[track_caller]
    fn tried(&self) -> Option<MutexGuard<'_, ()>> {
        self.mutex().try_lock().ok()
    }

    /// loom blocks whoever is about to try a mutex when another takes it. So the
    /// try is decided here, in front of the mutex.
    #[cfg(not(explore))]
    fn tried(&self) -> Option<MutexGuard<'_, ()>> {
        self.probe();
        if self.is_locked() {
            return None;
        }
        Some(self.mutex().lock().unwrap_or_else(PoisonError::into_inner))
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
        if !self.may_be_tried {
            assert!(self.mutex().try_lock().is_err(), "nobody is inside");
        }
        #[cfg(shuttle)]
        crate::interrupts::point();
        self.probe();
        // Relaxed: a ghost.
        self.held.store(false, Relaxed);
        let guard = self
            .inside
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Dropped outside the host's mutex: it may be a scheduling point.
        let guard = guard.expect("a gate is left by whoever is inside");
        drop(ManuallyDrop::into_inner(guard));
    }

    /// Whether somebody is inside, for diagnostics.
    pub fn is_locked(&self) -> bool {
        // Relaxed: a ghost.
        self.held.load(Relaxed)
    }

    /// Orders tries with acquisitions and releases, and synchronizes nobody.
    fn probe(&self) {
        #[cfg(loom)]
        if self.may_be_tried {
            // Relaxed: the mutex synchronizes; this must not.
            self.probe.fetch_add(1, Relaxed);
        }
    }

    fn mutex(&self) -> &Mutex<()> {
        // Whoever uses it may be blocked.
        #[cfg(loom)]
        crate::backend::first::end_beginning();
        self.mutex.get_or_init(|| Box::new(Mutex::new(())))
    }

    /// The mutex has been taken.
    fn enter(&self, guard: MutexGuard<'_, ()>) {
        // SAFETY: the guard borrows what the box holds, which stays where it is. It
        // is dropped by `unlock`, which borrows the gate, or not at all.
        let guard =
            unsafe { core::mem::transmute::<MutexGuard<'_, ()>, MutexGuard<'static, ()>>(guard) };
        *self.inside.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(ManuallyDrop::new(guard));
        self.probe();
        // Relaxed: a ghost.
        self.held.store(true, Relaxed);
    }
}
