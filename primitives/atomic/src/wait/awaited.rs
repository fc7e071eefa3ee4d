//! Waiting that the backend takes whole: the explorer lets a wait read a value
//! that ends it, or blocks it until there is one.

use super::{Relax, WaitUntil};
use crate::model::{Conditions, poll_failed};
use crate::reduction::{Pruning, reduction};
use crate::{AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering};

macro_rules! wait_until {
    ($($atomic:ident: $value:ty),*) => {$(
        impl WaitUntil for $atomic {
            type Value = $value;

            fn wait_until<R: Relax>(
                &self,
                ordering: Ordering,
                mut condition: impl FnMut($value) -> bool,
            ) -> $value {
                let Pruning::After(polls) = reduction().waits;
                for _ in 0..polls {
                    let value = self.load(ordering);
                    if condition(value) {
                        return value;
                    }
                    poll_failed();
                }
                let conditions = Conditions::of_this_wait();
                let value =
                    self.await_until(ordering, |value| {
 conditions.ask(|| condition(value)) });
                conditions.were_pure();
                value
            }

            fn wait_briefly<R: Relax>(
                &self,
                ordering: Ordering,
                _condition: impl FnMut($value) -> bool,
                _give_up: impl FnMut() -> bool,
            ) -> $value {
                self.load(ordering)
            }
        }
    )*};
}

wait_until!(
    AtomicBool: bool,
    AtomicU8: u8,
    AtomicU16: u16,
    AtomicU32: u32,
    AtomicU64: u64,
    AtomicUsize: usize
);
