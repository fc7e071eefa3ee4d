//! Waiting by polls: load, look, and do what the backend's waiter does.

#[cfg(not(any(loom, shuttle)))]
use super::brief::briefly;
use super::waiter::Waiter;
use super::{Relax, WaitUntil};
use crate::{AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, Ordering};

#[cfg(target_has_atomic = "64")]
use crate::AtomicU64;

/// An atomic that can be polled.
trait Poll: WaitUntil {
    // Checkers say who waits where.
    #[cfg_attr(any(loom, shuttle), track_caller)]
    fn poll(&self, ordering: Ordering) -> Self::Value;

    #[inline(always)]
    #[cfg_attr(any(loom, shuttle), track_caller)]
    fn poll_until<R: Relax>(
        &self,
        ordering: Ordering,
        mut condition: impl FnMut(Self::Value) -> bool,
        failed: impl Fn(&mut Waiter<R>, Self::Value),
    ) -> Self::Value {
        let mut waiter = Waiter::<R>::new();
        loop {
            let value = self.poll(ordering);
            if condition(value) {
                waiter.over();
                return value;
            }
            failed(&mut waiter, value);
        }
    }
}

macro_rules! wait_until {
    ($($atomic:ident: $value:ty),*) => {$(
        impl Poll for $atomic {
            #[inline(always)]
            fn poll(&self, ordering: Ordering) -> $value {
                self.load(ordering)
            }
        }

        impl WaitUntil for $atomic {
            type Value = $value;

            #[inline(always)]
            fn wait_until<R: Relax>(
                &self,
                ordering: Ordering,
                condition: impl FnMut($value) -> bool,
            ) -> $value {
                self.poll_until::<R>(ordering, condition, |waiter, _| waiter.poll_failed())
            }

            // A checker's waiter does not relax.
            #[cfg(not(any(loom, shuttle)))]
            #[inline(always)]
            fn wait_in_line<R: Relax>(
                &self,
                ordering: Ordering,
                condition: impl FnMut($value) -> bool,
                ahead: impl Fn($value) -> u32,
            ) -> $value {
                self.poll_until::<R>(ordering, condition, |waiter, value| {
                    waiter.poll_failed_behind(ahead(value).max(1));
                })
            }

            #[cfg(not(any(loom, shuttle)))]
            #[inline(always)]
            fn wait_briefly<R: Relax>(
                &self,
                ordering: Ordering,
                condition: impl FnMut($value) -> bool,
                give_up: impl FnMut() -> bool,
            ) -> $value {
                briefly::<R, _>(|| self.poll(ordering), condition, give_up)
            }

            #[cfg(any(loom, shuttle))]
            fn wait_briefly<R: Relax>(
                &self,
                ordering: Ordering,
                _condition: impl FnMut($value) -> bool,
                _give_up: impl FnMut() -> bool,
            ) -> $value {
                self.poll(ordering)
            }
        }
    )*};
}

wait_until!(AtomicBool: bool, AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicUsize: usize);

#[cfg(target_has_atomic = "64")]
wait_until!(AtomicU64: u64);
