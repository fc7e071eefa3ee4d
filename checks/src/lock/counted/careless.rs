//! A lock that counts how long it was held once it has been released.

use latchwork_atomic::{Initial, UnsafeCell, impl_initial, initial, model};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Its last holder writes what the next one writes.
#[derive(Debug)]
pub(super) struct Careless<R> {
    lock: R,
    held: UnsafeCell<u64>,
}

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl<R: Sync> Sync for Careless<R> {}

impl_initial! { impl[R: Initial] Careless<R> = Self {
    lock: initial!(R),
    held: UnsafeCell::new(0),
} }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl<R: RawLock> RawLock for Careless<R> {
    type Place = R::Place;
    type Token = R::Token;

    const ORDER: Order = R::ORDER;

    unsafe fn arrive(&self) -> R::Place {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.lock.arrive() }
    }

    unsafe fn wait(&self, place: R::Place) -> R::Token {
        // SAFETY: as the caller promises.
        unsafe { self.lock.wait(place) }
    }

    fn try_lock(&self) -> Option<R::Token> {
        self.lock.try_lock()
    }

    unsafe fn unlock(&self, token: R::Token) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.unlock(token) };
        // The mistake: it is held no more.
        self.held.pull();
        // Shuttle sees no races: it gets the chance to let another CPU in.
        if cfg!(shuttle) {
            model::yield_now();
        }
        // SAFETY: none; somebody else may be inside.
        self.held.with_mut(|held| unsafe { *held += 1 });
        self.held.push();
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}
