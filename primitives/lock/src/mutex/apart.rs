//! Guards that are taken apart, and locks that are released without one.
//!
//! A lock may be taken by one thread and released by another, across a context switch:
//!
//! ```text
//!     the scheduler's thread                  a process's thread
//!     lock the process
//!       (a guard on this stack)
//!     forget the guard
//!     switch to the process ───────────────▶  comes out of its own switch
//!                                             releases the process's lock
//! ```

use crate::force::ForceUnlock;
use crate::mutex::{Mutex, MutexGuard};
use crate::policy::{Entered, Policy};
use crate::raw::RawLock;

impl<'a, T: ?Sized, R: RawLock, P: Policy> MutexGuard<'a, T, R, P> {
    /// The value, for as long as the mutex is borrowed. It stays locked for ever, and the
    /// policy in force on this CPU, unless somebody releases it by force.
    #[track_caller]
    pub fn leak(guard: Self) -> &'a mut T {
        let (mutex, _token) = Self::dissolve(guard);
        // SAFETY: the guard held the lock, and nobody gets it any more but by a promise that
        // this borrow is over.
        mutex.data.with_mut(|data| unsafe { &mut *data })
    }

    /// Takes the guard apart: the lock stays taken and the policy in force, and the token is
    /// what [`from_raw`](MutexGuard::from_raw) needs. To drop it is to forget the guard.
    ///
    /// The value is given up as at a release: its [`Invariant`](crate::Invariant) must hold.
    #[track_caller]
    pub fn into_raw(guard: Self) -> R::Token {
        guard.mutex.data.push();
        guard.mutex.policy.passed_on();
        Self::dissolve(guard).1
    }

    /// Puts a guard together again.
    ///
    /// # Safety
    ///
    /// - `token` comes from [`into_raw`](MutexGuard::into_raw) of a guard of `mutex`, which has
    ///   not been put together or released since.
    /// - If the policy concerns one CPU, it is in force on this one for this guard: the guard
    ///   was taken apart on this CPU, or what switches threads has carried the policy over
    ///   ([`Nesting::swap_were_on`](latchwork_cpu::Nesting::swap_were_on)).
    ///
    /// # Panics
    ///
    /// If nobody has taken a guard of `mutex` apart, where that is
    /// [recorded](Mutex::is_held_by_this_cpu).
    #[track_caller]
    pub unsafe fn from_raw(mutex: &'a Mutex<T, R, P>, token: R::Token) -> Self {
        mutex.policy.taken_over();
        Self::of(mutex, token)
    }
}

impl<T: ?Sized, R: RawLock, P: Policy> Mutex<T, R, P> {
    /// Where the value is. The lock is not taken, and the pointer may be used by whoever
    /// holds it.
    pub fn data_ptr(&self) -> *mut T {
        self.data.with(|data| data.cast_mut())
    }
}

impl<T: ?Sized, R: ForceUnlock, P: Policy> Mutex<T, R, P> {
    /// Releases the lock, and leaves the policy, for a guard that was forgotten: across a
    /// context switch, the guard is on another stack.
    ///
    /// # Panics
    ///
    /// In builds with debug assertions, if nobody holds the lock, or another CPU does and
    /// that is [recorded](Mutex::is_held_by_this_cpu).
    ///
    /// # Safety
    ///
    /// - A guard of this mutex was forgotten, leaked or taken apart, and has neither been
    ///   released since nor put together; that happens before this call.
    /// - The caller stands for its holder: nobody uses the value on its strength any more, nor
    ///   its token.
    /// - If the lock's tokens are `!Send`, or the policy concerns one CPU, this is the CPU
    ///   that acquired.
    #[inline]
    #[track_caller]
    pub unsafe fn force_unlock(&self) {
        self.data.push();
        self.policy.releases();
        // It is left after the release, also if that unwinds.
        // SAFETY: it was entered for the guard that was forgotten, on this CPU.
        let _entered = unsafe { Entered::again(&self.policy) };
        // SAFETY: the caller's promise.
        unsafe { self.raw.force_unlock() };
    }
}
