//! A lock whose acquisitions are noted.

use crate::event::{HandOff, LockEvent, Order};
use crate::force::ForceUnlock;
use crate::order::graph::class::Class;
use crate::order::graph::trace::Trace;
use crate::order::graph::tracker::Tracker;
use crate::policy::{AsIs, Policy};
use crate::raw::{Doorway, RawLock};
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::panic::Location;
use latchwork_atomic::{Initial, const_fn, impl_initial, initial};
use latchwork_layer::Log;

/// The lock `R`, whose acquisitions are noted in the graph of `W`: see
/// [`graph`](crate::order::graph).
///
/// - **Order of service, waiting, re-entry:** those of `R`.
/// - **Cost:** none in builds without debug assertions or without the feature `order-graph`:
///   neither time nor bytes. In others an acquisition costs a look at all that the CPU holds,
///   and the first in an order that is new a search through the graph, with interrupts off.
/// - **Size:** there, three words more.
/// - **Interrupts:** as `R`; what is noted may be interrupted anywhere.
/// - **Panics:** as `R`; and where [`Tracker::report`] does, before the lock is waited for, or
///   while it is released. A [`Tracker::orders`] that panics while the lock is held ends the
///   program.
pub struct Tracked<R, W> {
    raw: R,
    trace: Trace,
    tracker: PhantomData<fn() -> W>,
}

impl<R: Initial, W> Tracked<R, W> {
    const_fn! {
        /// A free lock, of the class of those that this call makes.
        #[track_caller]
        pub fn new() -> Self {
            Self::with(Trace::made(Location::caller()))
        }
    }

    const_fn! {
        /// A free lock of a class that has a name.
        pub fn of(class: &'static Class) -> Self {
            Self::with(Trace::declared(class))
        }
    }

    const_fn! {
        fn with(trace: Trace) -> Self {
            Self { raw: initial!(R), trace, tracker: PhantomData }
        }
    }
}

// A lock that is a class by itself.
impl_initial! { impl[R: Initial, W] Tracked<R, W> = Self::with(Trace::itself()) }

impl<R: RawLock, W: Tracker> Tracked<R, W> {
    /// The token of who has got the lock.
    #[inline(always)]
    fn held(&self, token: R::Token, at: &'static Location<'static>) -> R::Token {
        self.trace.holds::<W>(at);
        token
    }
}

// SAFETY: each call is `R`'s, which keeps these promises; to note it touches nothing of it.
unsafe impl<R: RawLock, W: Tracker> RawLock for Tracked<R, W> {
    type Token = R::Token;
    type Place = R::Place;

    const ORDER: Order = R::ORDER;
    const HAND_OFF: Option<HandOff> = R::HAND_OFF;

    #[inline]
    #[track_caller]
    unsafe fn arrive(&self) -> R::Place {
        self.trace.waits::<W, _>(&AsIs, Location::caller());
        // SAFETY: the caller's promise.
        unsafe { self.raw.arrive() }
    }

    #[inline]
    #[track_caller]
    unsafe fn wait(&self, place: R::Place) -> R::Token {
        // SAFETY: the caller's promise.
        let token = unsafe { self.raw.wait(place) };
        self.held(token, Location::caller())
    }

    #[inline]
    #[track_caller]
    fn lock(&self) -> R::Token {
        self.trace.waits::<W, _>(&AsIs, Location::caller());
        self.held(self.raw.lock(), Location::caller())
    }

    #[inline]
    #[track_caller]
    fn lock_under<P: Policy>(&self, policy: &P) -> R::Token {
        self.trace.waits::<W, _>(policy, Location::caller());
        self.held(self.raw.lock_under(policy), Location::caller())
    }

    #[inline]
    #[track_caller]
    fn try_lock(&self) -> Option<R::Token> {
        let token = self.raw.try_lock()?;
        let got = Got::new(self, token);
        self.trace.tried::<W>(Location::caller());
        Some(self.held(got.keep(), Location::caller()))
    }

    #[inline]
    unsafe fn unlock(&self, token: R::Token) {
        // By the caller's promise the token is this lock's.
        let got = Got::new(self, token);
        self.trace.still_holds::<W>();
        drop(got);
    }

    fn has_place(&self) -> bool {
        self.raw.has_place()
    }

    fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.raw.log()
    }
}

// SAFETY: the token is `R`'s.
unsafe impl<R: ForceUnlock, W: Tracker> ForceUnlock for Tracked<R, W> {
    unsafe fn holders_token(&self) -> R::Token {
        // SAFETY: the caller's promise.
        unsafe { self.raw.holders_token() }
    }
}

/// A lock that has been got; it is released when this is dropped, by a report that unwinds, too.
struct Got<'a, R: RawLock, W: Tracker> {
    tracked: &'a Tracked<R, W>,
    token: ManuallyDrop<R::Token>,
}

impl<'a, R: RawLock, W: Tracker> Got<'a, R, W> {
    /// `token` is that of `tracked`, and nobody else uses it.
    #[inline(always)]
    fn new(tracked: &'a Tracked<R, W>, token: R::Token) -> Self {
        let token = ManuallyDrop::new(token);
        Self { tracked, token }
    }

    #[inline(always)]
    fn keep(self) -> R::Token {
        let mut kept = ManuallyDrop::new(self);
        // SAFETY: the token is not used again.
        unsafe { ManuallyDrop::take(&mut kept.token) }
    }
}

impl<R: RawLock, W: Tracker> Drop for Got<'_, R, W> {
    #[inline(always)]
    fn drop(&mut self) {
        self.tracked.trace.releases::<W>();
        // SAFETY: the token is not used again.
        let token = unsafe { ManuallyDrop::take(&mut self.token) };
        // SAFETY: it is this lock's, and nobody has used it.
        unsafe { self.tracked.raw.unlock(token) };
    }
}

impl<R: RawLock + Doorway, W: Tracker> Doorway for Tracked<R, W> {
    fn doorway(&self) -> u32 {
        self.raw.doorway()
    }
}

impl<R: Initial, W> Default for Tracked<R, W> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Debug, W> Debug for Tracked<R, W> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tracked").field(&self.raw).finish()
    }
}
