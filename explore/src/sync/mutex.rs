//! A mutex, for specification objects and for data that is not the point.

use super::atomic::{AtomicBool, Ordering};
use crate::cell::UnsafeCell;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, TryLockError, TryLockResult};

/// Lets one thread in at a time; the others are blocked.
///
/// An unlock happens before the locks that come later, and nothing more: there is
/// no fairness, and a failed try synchronizes with nobody.
#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    locked: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: one thread at a time gets at the value.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
// SAFETY: it owns the value.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}

/// The value of a mutex that is locked; it is unlocked when this is dropped. In an
/// execution the unlock is shown at the place of the lock.
#[must_use]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    /// Where it was locked. Nobody knows where a guard is dropped.
    at: &'static Location<'static>,
    /// As `std`'s: the thread that locked it unlocks it.
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives shared references to the value, and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A mutex that is open.
    pub const fn new(value: T) -> Self {
        Self {
            locked: AtomicBool::new(false),
            value: UnsafeCell::new(value),
        }
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn into_inner(self) -> LockResult<T> {
        Ok(self.value.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Blocks until nobody is inside, and enters.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        // Acquire: pairs with the Release of the unlock.
        let at = Location::caller();
        self.locked.lock(Ordering::Acquire, at);
        Ok(MutexGuard {
            mutex: self,
            at,
            not_send: PhantomData,
        })
    }

    /// Enters if nobody is inside.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if somebody is inside. It may be out of date.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let (acquire, relaxed) = (Ordering::Acquire, Ordering::Relaxed);
        // Acquire: as in `lock`. Relaxed: who does not get in learns nothing.
        let entered = self.locked.compare_exchange(false, true, acquire, relaxed);
        match entered {
            Ok(_) => Ok(MutexGuard {
                mutex: self,
                at: Location::caller(),
                not_send: PhantomData,
            }),
            Err(_) => Err(TryLockError::WouldBlock),
        }
    }

    /// The value, which nobody else can reach.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        Ok(self.value.get_mut())
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex that it locks.
    pub(super) fn mutex(&self) -> &'a Mutex<T> {
        self.mutex
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        // SAFETY: whoever has a guard is alone inside.
        self.mutex.value.with(|value| unsafe { &*value })
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: whoever has a guard is alone inside.
        self.mutex.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        // Release: pairs with the Acquire of the next lock.
        self.mutex.locked.unlock(Ordering::Release, self.at);
    }
}

impl<T: ?Sized> Debug for Mutex<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex")
            .field("locked", &self.locked)
            .finish_non_exhaustive()
    }
}

impl<T: ?Sized> Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MutexGuard").finish_non_exhaustive()
    }
}
