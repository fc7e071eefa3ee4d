//! The shared queue over every lock.

use super::twins::{HastyQueue, MiscountingQueue, PeekingQueue};
use super::{Queue, claim, in_and_out};
use latchwork_lock::for_each_lock;
use latchwork_suite::explore::Sampling;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::sample_module;
use latchwork_suite::{Check, Property};

macro_rules! sampled {
    ([$cpus:expr] $($name:ident: $lock:ty),*) => {
        [$(
            sample_module(
                claim(concat!("Queue<", stringify!($name), ">")),
                in_and_out::<Queue<$lock>>($cpus, 4),
                Sampling::Random,
            )
        ),*]
    };
}

/// Every check, and every control.
pub(crate) fn checks() -> Vec<Check> {
    let sampled = for_each_lock!(sampled[8], ModelCpu, 8);
    sampled.into_iter().chain(controls()).collect()
}

/// The known-bad twins.
fn controls() -> Vec<Check> {
    macro_rules! must_violate {
        ($twin:ident, $property:ident) => {
            sample_module(
                claim(stringify!($twin)),
                in_and_out::<$twin>(4, 2),
                Sampling::Random,
            )
            .must_violate(Property::$property)
        };
    }
    vec![
        must_violate!(HastyQueue, Refinement),
        must_violate!(MiscountingQueue, Invariant),
        must_violate!(PeekingQueue, Exclusion),
    ]
}
