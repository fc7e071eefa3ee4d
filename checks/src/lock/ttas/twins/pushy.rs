//! A TTAS lock that calls itself FIFO, and arrives in time.

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{RawLock, TtasLock};

/// It serves whoever comes first after a release, and its log says so.
#[derive(Debug)]
pub(crate) struct PushyTtas(TtasLock);

impl_initial! { impl[] PushyTtas = Self(TtasLock::new()) }

// SAFETY: it is the original.
unsafe impl RawLock for PushyTtas {
    type Place = ();
    type Token = ();

    // The mistake.
    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() };
    }

    unsafe fn wait(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.0.wait(()) };
    }

    fn try_lock(&self) -> Option<()> {
        self.0.try_lock()
    }

    unsafe fn unlock(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.0.unlock(()) };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
