//! Waiting by polls: load, look, and do what the backend's waiter does.

use super::waiter::Waiter;
use super::{Relax, WaitUntil};
use crate::{AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, Ordering};

#[cfg(target_has_atomic = "64")]
use crate::AtomicU64;

macro_rules! wait_until {
    ($($atomic:ident: $value:ty),*) => {$(
        impl WaitUntil for $atomic {
            type Value = $value;

            #[inline(always)]
            fn wait_until<R: Relax>(
                &self,
                ordering: Ordering,
                mut condition: impl FnMut($value) -> bool,
            ) -> $value {
                let mut waiter = Waiter::<R>::new();
                loop {
                    let value = self.load(ordering);
                    if condition(value) {
                        waiter.over();
                        return value;
                    }
                    waiter.poll_failed();
                }
            }
        }
    )*};
}

wait_until!(AtomicBool: bool, AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicUsize: usize);

#[cfg(target_has_atomic = "64")]
wait_until!(AtomicU64: u64);
