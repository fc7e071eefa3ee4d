//! The classic mistake.

use crate::aside::Aside;
use crate::{CnaLock, CnaPlace, CnaToken, NumaNode};
use latchwork_atomic::impl_initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};

/// A [`CnaLock`] in which whoever gets the lock handed on forgets who was set aside.
///
/// Whoever was set aside is in no queue any more, and waits for ever.
#[derive(Debug)]
pub struct LostQueue<C, const CPUS: usize, const LOCAL: u32>(CnaLock<C, CPUS, LOCAL>);

impl_initial! {
    impl[C, const CPUS: usize, const LOCAL: u32] LostQueue<C, CPUS, LOCAL> = Self(CnaLock::new())
}

// SAFETY: as for `CnaLock`: nobody gets in beside the holder. The mistake is that
// somebody may never get in.
unsafe impl<C: NumaNode, const CPUS: usize, const LOCAL: u32> RawLock
    for LostQueue<C, CPUS, LOCAL>
{
    type Place = CnaPlace;
    type Token = CnaToken;

    const ORDER: Order = CnaLock::<C, CPUS, LOCAL>::ORDER;

    unsafe fn arrive(&self) -> CnaPlace {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, place: CnaPlace) -> CnaToken {
        // SAFETY: as the caller promises.
        unsafe { self.0.wait(place) }
    }

    fn try_lock(&self) -> Option<CnaToken> {
        self.0.try_lock()
    }

    unsafe fn unlock(&self, mut token: CnaToken) {
        token.aside = Aside::NOBODY;
        // SAFETY: as the caller promises.
        unsafe { self.0.unlock(token) };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
