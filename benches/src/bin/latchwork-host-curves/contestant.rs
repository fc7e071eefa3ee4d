//! The locks: those of the one list.

use crate::clock::Clock;
use crate::figures::Ran;
use crate::window;
use core_affinity::CoreId;
use latchwork_benches::seat::{SEATS, Seat};
use latchwork_coherence::contest::Point;

/// A lock that can contend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contestant {
    /// Its name, which is that of its curves in the model.
    pub(crate) name: &'static str,
    /// One window of it.
    pub(crate) window: fn(&[CoreId], &Point, &Clock) -> Vec<Ran>,
}

/// Every lock.
pub(crate) fn all() -> Vec<Contestant> {
    macro_rules! contestants {
        ([] $($name:ident: $lock:ty),*) => {
            vec![$(Contestant { name: stringify!($name), window: window::run::<$lock> }),*]
        };
    }
    latchwork_lock::for_each_lock!(contestants[], Seat, SEATS)
}
