//! A TTAS lock that treats CPU 0 in a way of its own.

use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicBool, SpinHint, WaitUntil, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{CurrentCpu, RawLock, TtasLock};
use latchwork_suite::lock::ModelCpu;

/// CPU 0 does not come back before another CPU has been served. It excludes, but
/// its CPUs cannot be renamed: another may be served twice before CPU 0 comes,
/// CPU 0 not before another comes. An exploration of only those executions in
/// which CPU 0 comes first must be seen to lose some.
#[derive(Debug)]
pub(crate) struct CourteousTtas {
    lock: TtasLock,
    /// CPU 0 has been served.
    zero: AtomicBool,
    /// Another has.
    other: AtomicBool,
}

impl_initial! { impl[] CourteousTtas = Self {
    lock: TtasLock::new(),
    zero: AtomicBool::new(false),
    other: AtomicBool::new(false),
} }

// SAFETY: it is the original; what it adds comes before an acquisition or after.
unsafe impl RawLock for CourteousTtas {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.lock.arrive() };
    }

    unsafe fn wait(&self, (): ()) {
        let zero = ModelCpu::current() == 0;
        // Relaxed, all: they carry nothing but themselves.
        if zero && self.zero.load(Relaxed) {
            self.other.wait_until::<SpinHint>(Relaxed, |served| served);
        }
        // SAFETY: as the caller promises.
        unsafe { self.lock.wait(()) };
        let served = if zero { &self.zero } else { &self.other };
        served.store(true, Relaxed);
    }

    fn try_lock(&self) -> Option<()> {
        // No client of this control tries.
        None
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
