//! What every lock is.

use crate::event::{HandOff, LockEvent, Order};
use crate::policy::{Entered, Policy};
use latchwork_layer::Log;

/// A mutual-exclusion lock without data.
///
/// It refines `latchwork_lock::author::LockSpec` with [`ORDER`](RawLock::ORDER):
/// each method appends its events to [`log`](RawLock::log) at the access that
/// makes them true.
///
/// # Safety
///
/// From the return of `wait` (or of a `try_lock` that returns a token) until
/// `unlock` is called with that token, no other call of `wait` returns and no
/// `try_lock` succeeds. What was done before an `unlock` happens before what
/// is done after the next acquisition. This holds whatever else safe code does:
/// it may forget tokens, move or drop a locked lock, and bring a [`Relax`] that
/// panics. A place cannot be lost in safe code: [`arrive`](RawLock::arrive) is
/// unsafe, and [`lock`](RawLock::lock) waits with its place at once; a `Relax`
/// that panics there does not unwind, but ends the program.
///
/// Safe code that could lose places could make a lock's numbers come round, and
/// two callers hold it. It does not compile:
///
/// ```compile_fail,E0133
/// use latchwork_lock::{Mutex, RawLock};
///
/// let mutex: Mutex<u32> = Mutex::new(0);
/// let held = mutex.lock();
/// let lost = mutex.raw().arrive();
/// ```
///
/// [`Relax`]: latchwork_atomic::Relax
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

    /// Passes the doorway, in a bounded number of steps unless the lock says otherwise, and
    /// without waiting for a holder: from here on the order of service is decided, if the
    /// lock has one (Lamport, CACM 17(8), 1974).
    ///
    /// [`lock`](RawLock::lock) does this and waits. By itself it is for who lines
    /// up waiters one by one, as tests do.
    ///
    /// # Safety
    ///
    /// - The place is passed to [`wait`](RawLock::wait) of this lock. One that is
    ///   lost (forgotten, dropped, unwound past) is never left: nobody behind it is
    ///   served, and where places are numbers, as many as there are numbers make
    ///   two callers hold the lock.
    /// - If places are `!Send`, this CPU has no other place or token of this lock,
    ///   and no interrupt handler that interrupts it, in the middle of this call
    ///   included, leaves one behind when it returns. A handler that kept a place
    ///   would share the node of what it interrupted: the one check that a node is
    ///   free lies before the access that joins the queue.
    unsafe fn arrive(&self) -> Self::Place;

    /// Waits until it is the turn of `place`, and takes the lock.
    ///
    /// # Safety
    ///
    /// `place` comes from this lock, and on this CPU if it is `!Send`. An interrupt
    /// handler on this CPU that calls this lock while it waits, or between the
    /// arrival and this call, has neither a place nor a token of it left when it
    /// returns, if places are `!Send`.
    unsafe fn wait(&self, place: Self::Place) -> Self::Token;

    /// Waits until the lock is free, and takes it: [`arrive`](RawLock::arrive),
    /// then [`wait`](RawLock::wait).
    ///
    /// Never returns if the caller holds the lock already (it waits for ever, or
    /// panics: the lock's documentation says which, under *Re-entry*), nor if its holder
    /// has forgotten the token.
    #[inline]
    #[track_caller]
    fn lock(&self) -> Self::Token {
        // SAFETY: the place is waited with at once, and nothing in between unwinds. If
        // places are `!Send`, the lock makes sure that its CPU has no other: it
        // refuses a node that is in use. Handlers that call safe code only release
        // what they take, or forget a token: then the lock stays locked.
        let place = unsafe { self.arrive() };
        // SAFETY: the place has just been got here, from this lock and on this CPU.
        unsafe { self.wait(place) }
    }

    /// Enters the policy and takes the lock, as [`lock`](RawLock::lock) does; the policy is in
    /// force when it returns, and left if it unwinds.
    ///
    /// By default it is in force during the whole wait: an arrival has a place, which a
    /// handler that takes the lock would wait behind, and so for its own CPU. A lock in which
    /// an arrival has no place leaves the policy between its attempts, so that its waiters
    /// can be interrupted.
    #[inline]
    #[track_caller]
    fn lock_under<P: Policy>(&self, policy: &P) -> Self::Token {
        let entered = Entered::new(policy);
        policy.will_wait();
        let token = self.lock();
        entered.stay();
        token
    }

    /// Takes the lock if it is free, and never waits for it. A FIFO lock is not free
    /// while somebody is in its queue, so that nobody is passed; an unfair lock does not
    /// look for waiters.
    ///
    /// It may fail on an outdated view of a lock that another CPU has just
    /// released. It succeeds if the lock is free and all that was ever done to the
    /// lock happens before the call.
    fn try_lock(&self) -> Option<Self::Token>;

    /// Gives the lock up.
    ///
    /// # Safety
    ///
    /// `token` comes from this lock, and nobody uses what the lock protects on
    /// its strength any more.
    unsafe fn unlock(&self, token: Self::Token);

    /// Whether the calling CPU may use the lock: `lock` and `try_lock` of a lock with a
    /// place for each CPU panic on one that it has none for.
    fn has_place(&self) -> bool {
        true
    }

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
