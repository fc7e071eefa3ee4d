//! A mutex with a level.

use crate::mutex::{Mutex, MutexGuard};
use crate::order::held::Held;
use crate::order::level::{Above, Level};
use crate::policy::{AsIs, Policy};
use crate::raw::RawLock;
use crate::ticket::TicketLock;
use core::fmt::{self, Debug, Display, Formatter};
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use latchwork_atomic::{Initial, Invariant, const_fn};

/// A [`Mutex`] of level `L`: it is taken only by who can prove that all it holds is of a
/// level above. See [`order`](crate::order).
///
/// # Cost
///
/// That of the mutex, in time and in bytes.
pub struct OrderedMutex<L, T: ?Sized, R = TicketLock, P = AsIs> {
    level: PhantomData<fn() -> L>,
    mutex: Mutex<T, R, P>,
}

/// Access to the value, and the proof of who holds the lock.
type Taken<'a, L, T, R, P> = (OrderedGuard<'a, L, T, R, P>, &'a mut Held<L>);

impl<L: Level, T, R, P> OrderedMutex<L, T, R, P> {
    const_fn! {
        /// A free mutex.
        pub fn new(value: T) -> Self
        where
            R: Initial,
            P: Initial,
        {
            Self::from_mutex(Mutex::new(value))
        }
    }

    const_fn! {
        /// A free mutex over a value with an [`Invariant`], as [`Mutex::checked`].
        pub fn checked(value: T) -> Self
        where
            R: Initial,
            P: Initial,
            T: Invariant,
        {
            Self::from_mutex(Mutex::checked(value))
        }
    }

    const_fn! {
        /// A mutex that has been without a level.
        pub fn from_mutex(mutex: Mutex<T, R, P>) -> Self {
            Self { level: PhantomData, mutex }
        }
    }

    /// The value; nobody can hold the lock any more.
    pub fn into_inner(self) -> T {
        self.mutex.into_inner()
    }
}

impl<L: Level, T: ?Sized, R: RawLock, P: Policy> OrderedMutex<L, T, R, P> {
    /// Waits until the lock is free, and takes it. No other ordered lock is taken while the
    /// guard lives.
    ///
    /// It waits, costs and panics as [`Mutex::lock`].
    #[inline]
    #[track_caller]
    pub fn lock<'a, A: Above<L>>(&'a self, held: &'a mut Held<A>) -> OrderedGuard<'a, L, T, R, P> {
        self.lock_and(held).0
    }

    /// Waits until the lock is free, and takes it; with the guard comes the proof by which
    /// locks of levels below are taken while it lives.
    ///
    /// It waits, costs and panics as [`Mutex::lock`].
    #[inline]
    #[track_caller]
    pub fn lock_and<'a, A: Above<L>>(&'a self, held: &'a mut Held<A>) -> Taken<'a, L, T, R, P> {
        (OrderedGuard::new(self.mutex.lock()), held.at())
    }

    /// Takes the lock if it is free and nobody waits for it. Whoever does not wait cannot
    /// wait in a circle, so that the level does not matter; but no other ordered lock is
    /// taken while the guard lives.
    ///
    /// It costs and panics as [`Mutex::try_lock`].
    #[inline]
    #[track_caller]
    pub fn try_lock<'a, A: Level>(
        &'a self,
        _held: &'a mut Held<A>,
    ) -> Option<OrderedGuard<'a, L, T, R, P>> {
        self.mutex.try_lock().map(OrderedGuard::new)
    }

    /// Takes the lock if it is free and nobody waits for it; with the guard comes the proof
    /// by which locks of levels below are taken while it lives.
    ///
    /// It costs and panics as [`Mutex::try_lock`].
    #[inline]
    #[track_caller]
    pub fn try_lock_and<'a, A: Above<L>>(
        &'a self,
        held: &'a mut Held<A>,
    ) -> Option<Taken<'a, L, T, R, P>> {
        let guard = self.mutex.try_lock()?;
        Some((OrderedGuard::new(guard), held.at()))
    }

    /// Whether somebody holds the lock, for diagnostics.
    pub fn is_locked(&self) -> bool {
        self.mutex.is_locked()
    }

    /// The value, without locking: nobody else can reach it.
    pub fn get_mut(&mut self) -> &mut T {
        self.mutex.get_mut()
    }
}

impl<L: Level, T: Default, R: Initial, P: Initial> Default for OrderedMutex<L, T, R, P> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// Shows the level and whether the lock is held. It does not show the value: that would take
/// the lock without a proof.
impl<L: Level, T: ?Sized, R: RawLock, P: Policy> Debug for OrderedMutex<L, T, R, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderedMutex")
            .field("level", &format_args!("{}", L::NAME))
            .field("locked", &self.is_locked())
            .finish_non_exhaustive()
    }
}

/// Access to the value of an [`OrderedMutex`]; dropping it releases the lock.
///
/// It is `!Send`: on the CPU that it were sent to, nothing would know that the lock is held.
/// To forget it leaves the lock locked, as with any guard: whoever takes the lock next waits
/// for ever.
#[must_use = "dropping a guard releases its lock at once"]
pub struct OrderedGuard<'a, L: Level, T: ?Sized, R: RawLock = TicketLock, P: Policy = AsIs> {
    guard: MutexGuard<'a, T, R, P>,
    held: PhantomData<&'a mut Held<L>>,
}

impl<'a, L: Level, T: ?Sized, R: RawLock, P: Policy> OrderedGuard<'a, L, T, R, P> {
    #[inline(always)]
    fn new(guard: MutexGuard<'a, T, R, P>) -> Self {
        Self {
            guard,
            held: PhantomData,
        }
    }
}

impl<L: Level, T: ?Sized, R: RawLock, P: Policy> Deref for OrderedGuard<'_, L, T, R, P> {
    type Target = T;

    #[inline(always)]
    #[track_caller]
    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<L: Level, T: ?Sized, R: RawLock, P: Policy> DerefMut for OrderedGuard<'_, L, T, R, P> {
    #[inline(always)]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<L: Level, T: ?Sized + Debug, R: RawLock, P: Policy> Debug for OrderedGuard<'_, L, T, R, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

impl<L: Level, T: ?Sized + Display, R: RawLock, P: Policy> Display
    for OrderedGuard<'_, L, T, R, P>
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}
