//! Waiting on a simulated machine: a waiter sleeps on its copy of the line.

use super::brief::briefly;
use super::waiter::Waiter;
use super::{Pace, Relax, WaitUntil};
use crate::{AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// The machine's word for a pace.
const fn simulated(pace: Pace) -> latchwork_coherence::Pace {
    match pace {
        Pace::Constant(hints) => latchwork_coherence::Pace::Constant(hints),
        Pace::Doubling(limit) => latchwork_coherence::Pace::Doubling(limit),
        Pace::Proportional(each) => latchwork_coherence::Pace::Proportional(each),
        Pace::Opaque => latchwork_coherence::Pace::Opaque,
    }
}

macro_rules! wait_until {
    ($($atomic:ident: $value:ty),*) => {$(
        impl WaitUntil for $atomic {
            type Value = $value;

            fn wait_until<R: Relax>(
                &self,
                _ordering: Ordering,
                condition: impl FnMut($value) -> bool,
            ) -> $value {
                let mut waiter = Waiter::<R>::new();
                let pace = const { simulated(R::PACE) };
                let failed = || waiter.poll_failed();
                let value = latchwork_coherence::wait_until(self, pace, condition, failed);
                waiter.over();
                value
            }

            fn wait_in_line<R: Relax>(
                &self,
                _ordering: Ordering,
                mut condition: impl FnMut($value) -> bool,
                ahead: impl Fn($value) -> u32,
            ) -> $value {
                let mut waiter = Waiter::<R>::new();
                let pace = const { simulated(R::PACE) };
                let ahead = |value| match condition(value) {
                    true => 0,
                    false => ahead(value).max(1),
                };
                let failed = |some| waiter.poll_failed_behind(some);
                let value = latchwork_coherence::wait_in_line(self, pace, ahead, failed);
                waiter.over();
                value
            }

            fn wait_briefly<R: Relax>(
                &self,
                ordering: Ordering,
                condition: impl FnMut($value) -> bool,
                give_up: impl FnMut() -> bool,
            ) -> $value {
                briefly::<R, _>(|| self.load(ordering), condition, give_up)
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
