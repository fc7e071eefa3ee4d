//! The classic mistake.

use crate::{ClhLock, ClhPlace, ClhToken};
use latchwork_atomic::impl_initial;
use latchwork_lock::author::{LockEvent, Log, Order};
use latchwork_lock::{CurrentCpu, RawLock};

/// A [`ClhLock`] in which whoever leaves keeps its own node, instead of taking
/// over that of the one before it.
///
/// If nobody has joined since, the owner's next predecessor is its own node: it
/// waits for itself. If somebody has, that one still polls the node, and may not
/// have looked since the release: the owner joins again, the node is taken once
/// more, and the two wait for each other.
#[derive(Debug)]
pub struct OwnNode<C, const CPUS: usize>(ClhLock<C, CPUS>);

impl_initial! { impl[C, const CPUS: usize] OwnNode<C, CPUS> = Self(ClhLock::new()) }

// SAFETY: as for `ClhLock`: nobody gets in beside the holder. The mistake is that
// nobody may get in at all.
unsafe impl<C: CurrentCpu, const CPUS: usize> RawLock for OwnNode<C, CPUS> {
    type Place = ClhPlace;
    type Token = ClhToken;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> ClhPlace {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, place: ClhPlace) -> ClhToken {
        // SAFETY: as the caller promises.
        unsafe { self.0.wait(place) }
    }

    fn try_lock(&self) -> Option<ClhToken> {
        self.0.try_lock()
    }

    unsafe fn unlock(&self, ClhToken(mut place): ClhToken) {
        place.predecessor = place.node;
        // SAFETY: as the caller promises.
        unsafe { self.0.unlock(ClhToken(place)) };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
