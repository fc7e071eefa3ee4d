//! A lock whose waiters give up.

use core::cell::Cell;
use core::marker::PhantomData;
use latchwork_atomic::{impl_initial, model};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{Clock, Policy, RawLock, TimedLock, TtasLock, WithClock};

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static ASKED: Cell<u64> = Cell::new(0);
}

/// A clock of each CPU's own, which shows how often it has been asked.
pub(crate) struct Asked;

impl Clock for Asked {
    fn ticks() -> u64 {
        ASKED.with(|asked| asked.replace(asked.get() + 1))
    }
}

/// So long waits who gives up: for two attempts, with a poll in between.
pub(crate) const TICKS: u64 = 2;

/// The lock that has timeouts.
pub(crate) type Timed = TtasLock<WithClock<Asked>>;

/// How a lock is waited for.
pub(crate) trait Hurry: Send + Sync + 'static {
    /// Waits for `lock` until `deadline`, under a policy.
    fn wait<P: Policy>(lock: &Timed, policy: &P, deadline: u64) -> Option<()>;
}

/// As the lock does.
#[derive(Debug)]
pub(crate) struct Right;

impl Hurry for Right {
    fn wait<P: Policy>(lock: &Timed, policy: &P, deadline: u64) -> Option<()> {
        lock.try_lock_until_under(policy, deadline)
    }
}

/// The lock, whose `try_lock` waits, too, for [`TICKS`].
#[derive(Debug)]
pub(crate) struct Hurried<H> {
    lock: Timed,
    how: PhantomData<H>,
}

impl_initial! { impl[H] Hurried<H> = Self { lock: Timed::new(), how: PhantomData } }

// SAFETY: it is the original, waited for in another way; twins are wrong, and only models use
// them.
unsafe impl<H: Hurry> RawLock for Hurried<H> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Timed::ORDER;

    unsafe fn arrive(&self) {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.lock.arrive() };
    }

    unsafe fn wait(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.wait(()) };
    }

    fn try_lock(&self) -> Option<()> {
        self.try_lock_for(TICKS)
    }

    unsafe fn unlock(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.unlock(()) };
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}

// SAFETY: it is the original, waited for in another way; twins are wrong, and only models use
// them.
unsafe impl<H: Hurry> TimedLock for Hurried<H> {
    type Clock = Asked;

    fn try_lock_until_under<P: Policy>(&self, policy: &P, deadline: u64) -> Option<()> {
        H::wait(&self.lock, policy, deadline)
    }
}
