//! A process, and how it is switched to and away from.

use latchwork_atomic::{Initial, UnsafeCell};
use latchwork_lock::author::LockEvent;
use latchwork_lock::{ForceUnlock, Mutex};
use latchwork_suite::module::Calls;

/// How a process leaves its CPU.
pub(super) trait Switch: Send + Sync + 'static {
    /// The lock of a process.
    type Lock: ForceUnlock + Initial + Send + Sync;

    /// The process is runnable again, and leaves its stack. The lock is held from here to the
    /// release by the scheduler.
    fn leave(process: &Process<Self::Lock>, tell: &Tell<'_>);
}

/// A process: one at a time may run on its stack.
pub(super) struct Process<R> {
    pub(super) runnable: Mutex<bool, R>,
    pub(super) stack: UnsafeCell<usize>,
}

// SAFETY: who finds the process runnable, under its lock, has its stack.
unsafe impl<R: Sync> Sync for Process<R> {}

/// Notes what is done with the process whose log is looked at.
pub(super) struct Tell<'a>(pub(super) Option<&'a Calls<LockEvent>>);

impl Tell<'_> {
    pub(super) fn acquired(&self) {
        self.note(LockEvent::Arrive);
        self.note(LockEvent::Acquire);
    }

    pub(super) fn releases(&self) {
        self.note(LockEvent::Release);
    }

    fn note(&self, event: LockEvent) {
        if let Some(calls) = self.0 {
            calls.note(event);
        }
    }
}

impl<R: ForceUnlock> Process<R> {
    /// The scheduler's side.
    pub(super) fn schedule<S: Switch<Lock = R>>(&self, tell: &Tell<'_>) {
        let mut runnable = self.runnable.lock();
        tell.acquired();
        if *runnable {
            *runnable = false;
            core::mem::forget(runnable);
            self.run::<S>(tell);
            // The process has switched back, and is locked.
        } else {
            core::mem::forget(runnable);
        }
        self.release(tell);
    }

    /// The process's side: from the switch to it until it switches away.
    fn run<S: Switch<Lock = R>>(&self, tell: &Tell<'_>) {
        self.stack.pull();
        self.release(tell);
        // SAFETY: it is this process's stack, and nobody else runs it.
        self.stack.with_mut(|stack| unsafe { *stack += 1 });
        S::leave(self, tell);
    }

    /// Releases what a guard on another stack has taken.
    fn release(&self, tell: &Tell<'_>) {
        tell.releases();
        // SAFETY: this CPU has forgotten the guard.
        unsafe { self.runnable.force_unlock() };
    }
}
