//! The lock that is its specification.

use latchwork_atomic::{Gate, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// The atomic lock object of the layer above the locks: what a module is checked
/// over once the locks are known to refine their specification.
///
/// It goes in place of any [`RawLock`], and does what
/// [`LockSpec`](latchwork_lock::author::LockSpec) says with [`Order::Unfair`]: it
/// lets in anybody when nobody is inside. In whatever order a FIFO lock lets CPUs
/// in, so may this one; so what holds of a module that calls `lock` over it holds
/// over any lock. A bound on waiting does not, and is the lock's own to show.
///
/// A module that calls `try_lock` needs `SpecLock<true>`, which is one more
/// scheduling point. There is more to see over real locks: a FIFO lock's try fails
/// while others wait, and any lock's may fail on an outdated view. Such a module
/// must be checked over the locks themselves, too.
///
/// Acquiring is one scheduling point, releasing another, and whoever waits is
/// blocked instead of polling, which is why so few executions are left. It
/// synchronizes as a lock does and no more ([`Gate`]).
#[derive(Debug)]
pub struct SpecLock<const TRIED: bool = false> {
    gate: Gate,
    log: Log<LockEvent>,
}

impl<const TRIED: bool> SpecLock<TRIED> {
    const_fn! {
        /// A free lock.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self {
                gate: Gate::new(TRIED),
                log: Log::new(),
            }
        }
    }
}

impl_initial! { impl[const TRIED: bool] SpecLock<TRIED> = Self::new() }

// SAFETY: the gate lets one CPU in at a time, and synchronizes it with the last.
unsafe impl<const TRIED: bool> RawLock for SpecLock<TRIED> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {
        self.log.append(LockEvent::Arrive);
    }

    #[track_caller]
    unsafe fn wait(&self, (): ()) {
        self.gate.lock();
        self.log.append(LockEvent::Acquire);
    }

    #[track_caller]
    fn try_lock(&self) -> Option<()> {
        let acquired = self.gate.try_lock();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        self.log.append(LockEvent::Release);
        self.gate.unlock();
    }

    fn is_locked(&self) -> bool {
        self.gate.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
