//! Access to a part of a value.

use crate::mutex::MutexGuard;
use crate::policy::{AsIs, Policy};
use crate::raw::RawLock;
use core::fmt::{self, Debug, Display, Formatter};
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

/// Access to a part of a mutex's value; dropping it releases the lock.
///
/// It is made by [`MutexGuard::map`], and sent and shared as a guard would be whose value is
/// the part. It lends the part for writing, so it must not pass for access to a part that lives
/// less long:
///
/// ```compile_fail,E0597
/// use latchwork_lock::{MutexGuard, TicketMutex};
///
/// static NAME: TicketMutex<&'static str> = TicketMutex::new("static");
/// let text = String::from("gone at the end of this block");
/// let mut name = MutexGuard::map(NAME.lock(), |name| name);
/// *name = &text;
/// ```
#[must_use = "dropping a guard releases its lock at once"]
pub struct MappedMutexGuard<'a, U: ?Sized, T: ?Sized, R: RawLock, P: Policy = AsIs> {
    guard: MutexGuard<'a, T, R, P>,
    part: NonNull<U>,
    /// `Send` and `Sync` as a mutable borrow of the part would be.
    value: PhantomData<&'a mut U>,
}

// SAFETY: it is a guard and a mutable borrow, and goes where both may go.
unsafe impl<'a, U: ?Sized, T: ?Sized, R: RawLock, P: Policy> Send
    for MappedMutexGuard<'a, U, T, R, P>
where
    MutexGuard<'a, T, R, P>: Send,
    &'a mut U: Send,
{
}
// SAFETY: it is a guard and a mutable borrow, and is shared where both may be.
unsafe impl<'a, U: ?Sized, T: ?Sized, R: RawLock, P: Policy> Sync
    for MappedMutexGuard<'a, U, T, R, P>
where
    MutexGuard<'a, T, R, P>: Sync,
    &'a mut U: Sync,
{
}

impl<'a, T: ?Sized, R: RawLock, P: Policy> MutexGuard<'a, T, R, P> {
    /// Access to a part of the value, in place of the whole.
    ///
    /// An associated function, so that it hides no method of the value.
    ///
    /// ```
    /// use latchwork_lock::{MutexGuard, TicketMutex};
    ///
    /// let pair = TicketMutex::new((1, "one"));
    /// let mut number = MutexGuard::map(pair.lock(), |pair| &mut pair.0);
    /// *number += 1;
    /// drop(number);
    /// assert_eq!(*pair.lock(), (2, "one"));
    /// ```
    #[track_caller]
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedMutexGuard<'a, U, T, R, P> {
        let part = NonNull::from(part(&mut *guard));
        MappedMutexGuard {
            guard,
            part,
            value: PhantomData,
        }
    }
}

impl<'a, U: ?Sized, T: ?Sized, R: RawLock, P: Policy> MappedMutexGuard<'a, U, T, R, P> {
    /// Access to a part of the part.
    #[track_caller]
    pub fn map<V: ?Sized>(
        mut mapped: Self,
        part: impl FnOnce(&mut U) -> &mut V,
    ) -> MappedMutexGuard<'a, V, T, R, P> {
        let part = NonNull::from(part(&mut *mapped));
        MappedMutexGuard {
            guard: mapped.guard,
            part,
            value: PhantomData,
        }
    }
}

impl<U: ?Sized, T: ?Sized, R: RawLock, P: Policy> Deref for MappedMutexGuard<'_, U, T, R, P> {
    type Target = U;

    #[inline(always)]
    #[track_caller]
    fn deref(&self) -> &U {
        let part = self.part;
        // Checkers see an access to the whole.
        // SAFETY: the part was borrowed from the value mutably, for as long as the guard
        // holds the lock; this lends it no longer and no more freely than itself.
        self.guard.mutex.data.with(|_| unsafe { part.as_ref() })
    }
}

impl<U: ?Sized, T: ?Sized, R: RawLock, P: Policy> DerefMut for MappedMutexGuard<'_, U, T, R, P> {
    #[inline(always)]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut U {
        let mut part = self.part;
        // Checkers see an access to the whole.
        // SAFETY: the part was borrowed from the value mutably, for as long as the guard
        // holds the lock; this is borrowed mutably, and lends it no longer than itself.
        self.guard.mutex.data.with_mut(|_| unsafe { part.as_mut() })
    }
}

impl<U: ?Sized + Debug, T: ?Sized, R: RawLock, P: Policy> Debug
    for MappedMutexGuard<'_, U, T, R, P>
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<U: ?Sized + Display, T: ?Sized, R: RawLock, P: Policy> Display
    for MappedMutexGuard<'_, U, T, R, P>
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
