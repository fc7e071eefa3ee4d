//! Access to the value behind a lock.

use crate::mutex::Mutex;
use crate::raw::RawLock;
use core::fmt::{self, Debug, Display, Formatter};
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};

/// Access to a mutex's value; dropping it releases the lock.
///
/// It is `Send` if the lock's token and the value are; an MCS lock's is not:
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
pub struct MutexGuard<'a, T: ?Sized, R: RawLock> {
    mutex: &'a Mutex<T, R>,
    token: ManuallyDrop<R::Token>,
    /// `Send` and `Sync` as a mutable borrow of the value would be.
    value: PhantomData<&'a mut T>,
}

impl<'a, T: ?Sized, R: RawLock> MutexGuard<'a, T, R> {
    #[inline(always)]
    #[track_caller]
    fn new(mutex: &'a Mutex<T, R>, token: R::Token) -> Self {
        mutex.data.pull();
        Self {
            mutex,
            token: ManuallyDrop::new(token),
            value: PhantomData,
        }
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

impl<T: ?Sized, R: RawLock> Deref for MutexGuard<'_, T, R> {
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

impl<T: ?Sized, R: RawLock> DerefMut for MutexGuard<'_, T, R> {
    #[inline(always)]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock and is borrowed mutably: it lends the value no
        // longer and no more freely than itself.
        self.mutex.data.with_mut(|data| unsafe { &mut *data })
    }
}

impl<T: ?Sized, R: RawLock> Drop for MutexGuard<'_, T, R> {
    #[inline(always)]
    fn drop(&mut self) {
        self.mutex.data.push();
        // SAFETY: the token is not used again, because the guard is gone.
        let token = unsafe { ManuallyDrop::take(&mut self.token) };
        // SAFETY: the token comes from this lock, and with the guard goes the
        // access to the value.
        unsafe { self.mutex.raw.unlock(token) };
    }
}

impl<T: ?Sized + Debug, R: RawLock> Debug for MutexGuard<'_, T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + Display, R: RawLock> Display for MutexGuard<'_, T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized, R: RawLock> Mutex<T, R> {
    /// Waits until the lock is free, and takes it.
    ///
    /// See the lock for the order of service, the bound on waiting, the cost,
    /// and for what makes it panic. Never returns if the caller holds the lock
    /// already.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T, R> {
        MutexGuard::new(self, self.raw.lock())
    }

    /// Takes the lock if it is free and nobody waits for it. See the lock for
    /// what makes it panic.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T, R>> {
        let token = self.raw.try_lock()?;
        Some(MutexGuard::new(self, token))
    }
}

/// Shows the value if the lock is free, and never waits. It takes the lock for
/// that, by `try_lock`, unless the lock has no place for this CPU.
impl<T: ?Sized + Debug, R: RawLock> Debug for Mutex<T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut mutex = f.debug_struct("Mutex");
        match self.raw.has_place().then(|| self.try_lock()) {
            Some(Some(guard)) => mutex.field("data", &&*guard),
            Some(None) => mutex.field("data", &format_args!("<locked>")),
            None => mutex.field("data", &format_args!("<no place for this CPU>")),
        };
        mutex.finish()
    }
}
