//! Data behind a lock.

use core::fmt::{self, Debug, Display, Formatter};
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use latchwork_atomic::{Initial, Invariant, UnsafeCell, const_fn, initial};

use crate::{RawLock, TicketLock};

/// A value of type `T` that is reached by holding a lock of type `R`.
///
/// Acquiring pulls the value, releasing pushes it: in between, nobody else can
/// touch it. There is no poisoning: a kernel does not unwind.
///
/// Forgetting a guard leaves the mutex locked; moving or dropping a locked mutex
/// is sound.
pub struct Mutex<T: ?Sized, R = TicketLock> {
    raw: R,
    data: UnsafeCell<T>,
}

// SAFETY: the lock lets one CPU at a time reach the value, through a guard that
// may be dropped on another CPU only if the lock's token may; so sending the
// mutex or sharing it does no more than send the value.
unsafe impl<T: ?Sized + Send, R: Send> Send for Mutex<T, R> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send, R: Sync> Sync for Mutex<T, R> {}

impl<T, R> Mutex<T, R> {
    const_fn! {
        /// A free mutex.
        pub fn new(value: T) -> Self
        where
            R: Initial,
        {
            Self::from_raw(initial!(R), value)
        }
    }

    const_fn! {
        /// A mutex over a lock made elsewhere. If that is locked, so is the
        /// mutex.
        pub fn from_raw(raw: R, value: T) -> Self {
            Self {
                raw,
                data: UnsafeCell::new(value),
            }
        }
    }

    const_fn! {
        /// A free mutex over a value with an [`Invariant`].
        ///
        /// In builds for a checker the invariant is checked at every release; in
        /// other builds this is [`Mutex::new`].
        pub fn checked(value: T) -> Self
        where
            R: Initial,
            T: Invariant,
        {
            Self {
                raw: initial!(R),
                data: UnsafeCell::checked(value),
            }
        }
    }

    /// The value; nobody can hold the lock any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
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

    /// Whether somebody holds the lock, for diagnostics.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// The value, without locking: nobody else can reach it.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// The lock itself.
    pub fn raw(&self) -> &R {
        &self.raw
    }
}

impl<T: Default, R: Initial> Default for Mutex<T, R> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T, R: Initial> From<T> for Mutex<T, R> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Shows the value if the lock is free, and never waits. It takes the lock for
/// that, by `try_lock`.
impl<T: ?Sized + Debug, R: RawLock> Debug for Mutex<T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut mutex = f.debug_struct("Mutex");
        match self.try_lock() {
            Some(guard) => mutex.field("data", &&*guard),
            None => mutex.field("data", &format_args!("<locked>")),
        };
        mutex.finish()
    }
}

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
    pub fn token(&self) -> &R::Token {
        &self.token
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
        // SAFETY: as for `deref`, and the guard is borrowed mutably.
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
