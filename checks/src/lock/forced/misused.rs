//! Callers that break the contract of a release by force.

use latchwork_atomic::{Initial, impl_initial, initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{ForceUnlock, RawLock};

macro_rules! misused {
    ($(#[$attribute:meta])* $name:ident, $unlock:item) => {
        $(#[$attribute])*
        #[derive(Debug)]
        pub(super) struct $name<R>(R);

        impl_initial! { impl[R: Initial] $name<R> = Self(initial!(R)) }

        // SAFETY: none; its release is wrong, and only models use it.
        unsafe impl<R: ForceUnlock> RawLock for $name<R> {
            type Place = R::Place;
            type Token = R::Token;

            const ORDER: Order = R::ORDER;

            unsafe fn arrive(&self) -> R::Place {
                // SAFETY: handed on to the caller, who keeps the contract.
                unsafe { self.0.arrive() }
            }

            unsafe fn wait(&self, place: R::Place) -> R::Token {
                // SAFETY: as the caller promises.
                unsafe { self.0.wait(place) }
            }

            fn try_lock(&self) -> Option<R::Token> {
                self.0.try_lock()
            }

            $unlock

            fn is_locked(&self) -> bool {
                self.0.is_locked()
            }

            fn log(&self) -> &Log<LockEvent> {
                self.0.log()
            }
        }
    };
}

misused! {
    /// Its holder releases twice.
    Twice,
    unsafe fn unlock(&self, _token: R::Token) {
        // SAFETY: the caller holds the lock.
        unsafe { self.0.force_unlock() };
        // SAFETY: none; this is the mistake.
        unsafe { self.0.force_unlock() };
    }
}

misused! {
    /// Its holder releases by force, and by its token.
    Both,
    unsafe fn unlock(&self, token: R::Token) {
        // SAFETY: the caller holds the lock.
        unsafe { self.0.force_unlock() };
        // SAFETY: none; this is the mistake.
        unsafe { self.0.unlock(token) };
    }
}
