//! A TTAS lock that calls itself FIFO.

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{RawLock, TtasLock};

/// It arrives when it has got the lock, so nobody ever passes it after its
/// arrival; but it has waited before.
#[derive(Debug)]
pub(crate) struct LateTtas {
    lock: TtasLock,
    log: Log<LockEvent>,
}

impl_initial! { impl[] LateTtas = Self { lock: TtasLock::new(), log: Log::new() } }

// SAFETY: it is the original, with a log of its own.
unsafe impl RawLock for LateTtas {
    type Place = ();
    type Token = ();

    // The first half of the mistake.
    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {
        self.lock.lock();
        // The second half.
        self.log.append(LockEvent::Arrive);
        self.log.append(LockEvent::Acquire);
    }

    fn try_lock(&self) -> Option<()> {
        let acquired = self.lock.try_lock().is_some();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.unlock(()) };
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
