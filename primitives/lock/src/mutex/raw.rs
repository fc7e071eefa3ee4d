//! What every lock is.

use super::{HandOff, LockEvent, Order};
use latchwork_layer::Log;

/// A mutual-exclusion lock without data.
///
/// It refines `latchwork_lock::LockSpec` with [`ORDER`](RawLock::ORDER):
/// each method appends its events to [`log`](RawLock::log) at the access that
/// makes them true.
///
/// # Safety
///
/// From the return of `wait` (or of a `try_lock` that returns a token) until
/// `unlock` is called with that token, no other call of `wait` returns and no
/// `try_lock` succeeds. What was done before an `unlock` happens before what
/// is done after the next acquisition. This holds whatever else safe code does:
/// it may forget places and tokens, and move or drop a locked lock.
pub unsafe trait RawLock {
    /// What an acquisition must remember until its release.
    ///
    /// It is `!Send` where the release must run on the CPU that acquired.
    type Token;

    /// What an arrival must remember until it waits: its place in the queue, if
    /// there is one. It is `!Send` where the CPU that arrived must wait itself.
    type Place;

    /// Whom the lock serves next.
    const ORDER: Order;

    /// What a hand-off takes: the lock's part in the bound on a wait. A FIFO lock
    /// states it; the suite measures waits against it.
    const HAND_OFF: Option<HandOff> = None;

    /// Passes the doorway, in a bounded number of steps: from here on the order
    /// of service is decided, if the lock has one (Lamport, CACM 17(8), 1974).
    ///
    /// Whoever arrives at a FIFO lock must [`wait`](RawLock::wait): a place that
    /// is forgotten is never left, and nobody behind it is served.
    fn arrive(&self) -> Self::Place;

    /// Waits until it is the turn of `place`, and takes the lock.
    ///
    /// # Safety
    ///
    /// `place` comes from this lock, and on this CPU if it is `!Send`.
    unsafe fn wait(&self, place: Self::Place) -> Self::Token;

    /// Waits until the lock is free, and takes it: [`arrive`](RawLock::arrive),
    /// then [`wait`](RawLock::wait).
    ///
    /// Never returns if the caller holds the lock already (it waits for ever, or
    /// panics: the lock's documentation says which), nor if its holder has
    /// forgotten the token.
    #[inline]
    #[track_caller]
    fn lock(&self) -> Self::Token {
        let place = self.arrive();
        // SAFETY: the place has just been got here.
        unsafe { self.wait(place) }
    }

    /// Takes the lock if it is free and nobody waits for it.
    ///
    /// It may fail on an outdated view of a lock that another CPU has just
    /// released; it never fails if every release happens before it.
    fn try_lock(&self) -> Option<Self::Token>;

    /// Gives the lock up.
    ///
    /// # Safety
    ///
    /// `token` comes from this lock, and nobody uses what the lock protects on
    /// its strength any more.
    unsafe fn unlock(&self, token: Self::Token);

    /// Whether somebody holds the lock: true or false by the time the caller
    /// looks at it, so for diagnostics only.
    fn is_locked(&self) -> bool;

    /// The lock's events; empty except in builds for a checker.
    fn log(&self) -> &Log<LockEvent>;
}

/// A lock in which an arrival can be seen from outside.
///
/// With it a test can line up waiters one by one and see them served in order.
pub trait Doorway: RawLock {
    /// A number that changes with each arrival, as long as nobody leaves.
    fn doorway(&self) -> u32;
}
