//! Access to the value behind a lock.

use crate::mutex::Mutex;
use crate::policy::{AsIs, Entered, Policy};
use crate::raw::RawLock;
use crate::ticket::TicketLock;
use core::fmt::{self, Debug, Display, Formatter};
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};

/// Access to a mutex's value; dropping it releases the lock, and then leaves the policy.
///
/// It is `Send` if the value is, and the lock's token, and the policy lets it. Those of an MCS
/// lock are not, nor are those of a policy that concerns one CPU:
///
/// ```compile_fail,E0277
/// # struct Boot;
/// # unsafe impl latchwork_lock::CurrentCpu for Boot {
/// #     fn current() -> usize { 0 }
/// # }
/// use latchwork_lock::{McsLock, Mutex};
///
/// static MUTEX: Mutex<u32, McsLock<Boot, 1>> = Mutex::new(0);
/// let guard = MUTEX.lock();
/// std::thread::scope(|scope| {
///     scope.spawn(move || drop(guard)); // a guard of a ticket lock may go
/// });
/// ```
///
/// ```compile_fail,E0277
/// use latchwork_cpu::Host;
/// use latchwork_lock::{InterruptsOff, Mutex, TicketLock};
///
/// static MUTEX: Mutex<u32, TicketLock, InterruptsOff<Host>> = Mutex::new(0);
/// let guard = MUTEX.lock();
/// std::thread::scope(|scope| {
///     scope.spawn(move || drop(guard)); // it would turn interrupts on elsewhere
/// });
/// ```
///
/// A guard does not make a value shareable that is not:
///
/// ```compile_fail,E0277
/// use latchwork_lock::Mutex;
/// use std::cell::Cell;
///
/// fn share<T: Sync>(_: T) {}
/// let mutex: Mutex<Cell<u32>> = Mutex::new(Cell::new(0));
/// share(mutex.lock());
/// ```
#[must_use = "dropping a guard releases its lock at once"]
pub struct MutexGuard<'a, T: ?Sized, R: RawLock = TicketLock, P: Policy = AsIs> {
    pub(super) mutex: &'a Mutex<T, R, P>,
    token: ManuallyDrop<R::Token>,
    /// `Send` and `Sync` as a mutable borrow of the value would be, and as the policy lets it.
    value: PhantomData<(&'a mut T, P::Here)>,
}

impl<'a, T: ?Sized, R: RawLock, P: Policy> MutexGuard<'a, T, R, P> {
    /// The guard of who has acquired, in the policy.
    #[inline(always)]
    #[track_caller]
    pub(super) fn new(mutex: &'a Mutex<T, R, P>, token: R::Token) -> Self {
        mutex.policy.acquired();
        Self::of(mutex, token)
    }

    /// The guard of who holds the lock.
    #[inline(always)]
    #[track_caller]
    pub(super) fn of(mutex: &'a Mutex<T, R, P>, token: R::Token) -> Self {
        mutex.data.pull();
        Self {
            mutex,
            token: ManuallyDrop::new(token),
            value: PhantomData,
        }
    }

    /// What the guard had: the mutex is locked still, and the policy in force.
    #[inline(always)]
    pub(super) fn dissolve(guard: Self) -> (&'a Mutex<T, R, P>, R::Token) {
        let mut guard = ManuallyDrop::new(guard);
        // SAFETY: the token is not used again, because the guard is not.
        let token = unsafe { ManuallyDrop::take(&mut guard.token) };
        (guard.mutex, token)
    }

    /// What the lock remembers of this acquisition.
    ///
    /// An associated function, called `MutexGuard::token(&guard)`, so that it hides
    /// no method of the value:
    ///
    /// ```
    /// use latchwork_lock::{Mutex, MutexGuard};
    ///
    /// struct Lexer;
    /// impl Lexer {
    ///     fn token(&self) -> &str {
    ///         "a word"
    ///     }
    /// }
    ///
    /// let lexer: Mutex<Lexer> = Mutex::new(Lexer);
    /// let guard = lexer.lock();
    /// assert_eq!(guard.token(), "a word");
    /// assert_eq!(MutexGuard::token(&guard).number(), 0);
    /// ```
    pub fn token(guard: &Self) -> &R::Token {
        &guard.token
    }
}

impl<T: ?Sized, R: RawLock, P: Policy> Deref for MutexGuard<'_, T, R, P> {
    type Target = T;

    // Checkers name the place of an access that races: the caller's.
    #[inline(always)]
    #[track_caller]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock, and lends the value no longer and
        // no more freely than itself.
        self.mutex.data.with(|data| unsafe { &*data })
    }
}

impl<T: ?Sized, R: RawLock, P: Policy> DerefMut for MutexGuard<'_, T, R, P> {
    #[inline(always)]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock and is borrowed mutably: it lends the value no
        // longer and no more freely than itself.
        self.mutex.data.with_mut(|data| unsafe { &mut *data })
    }
}

impl<T: ?Sized, R: RawLock, P: Policy> Drop for MutexGuard<'_, T, R, P> {
    #[inline(always)]
    fn drop(&mut self) {
        self.mutex.data.push();
        self.mutex.policy.releases();
        // SAFETY: the token is not used again, because the guard is gone.
        let token = unsafe { ManuallyDrop::take(&mut self.token) };
        // It is left after the release, also if that unwinds.
        // SAFETY: it was entered for this guard, which has not left its CPU if that matters.
        let _entered = unsafe { Entered::again(&self.mutex.policy) };
        // SAFETY: the token comes from this lock, and with the guard goes the
        // access to the value.
        unsafe { self.mutex.raw.unlock(token) };
    }
}

impl<T: ?Sized + Debug, R: RawLock, P: Policy> Debug for MutexGuard<'_, T, R, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + Display, R: RawLock, P: Policy> Display for MutexGuard<'_, T, R, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
