//! The queue's checks under a checker that visits every execution: over the
//! specification of the locks, and compared with what it does over the locks
//! themselves.

#[cfg(explore)]
use super::explorer as sizes;
#[cfg(loom)]
use super::loom as sizes;
use super::twins::{BiasedLock, HastyQueue, MiscountingQueue, PeekingQueue, SplitQueue};
use super::{Queue, claim, in_and_out};
use latchwork_lock::for_each_lock;
use latchwork_suite::explore::Limits;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Over, compare_modules, explore_module};
use latchwork_suite::{Check, Property, SpecLock};

/// Every check, and every control.
pub(crate) fn checks() -> Vec<Check> {
    let mut checks = sizes::checks();
    checks.extend(controls());
    checks
}

/// Every execution over the specification of the locks.
pub(crate) fn explored(cpus: usize, operations: usize, weight: u32) -> Check {
    let program = in_and_out::<Queue<SpecLock>>(cpus, operations);
    explore_module(claim("Queue"), program, Limits::None, weight)
}

macro_rules! over_locks {
    ([$cpus:expr, $operations:expr] $($name:ident: $lock:ty),*) => {
        vec![$(Over::new(
            stringify!($name),
            in_and_out::<Queue<$lock>>($cpus, $operations),
        )),*]
    };
}

/// One program over the specification and over each lock; at most 4 CPUs.
pub(crate) fn composed(cpus: usize, operations: usize, weight: u32) -> Check {
    let program = in_and_out::<Queue<SpecLock>>(cpus, operations);
    let over = for_each_lock!(over_locks[cpus, operations], ModelCpu, 4);
    compare_modules(claim("Queue"), program, over, weight)
}

/// The known-bad twins.
fn controls() -> Vec<Check> {
    let limits = Limits::None;
    let over_spec = in_and_out::<Queue<SpecLock>>(2, 1);
    let biased = Over::new("BiasedLock", in_and_out::<Queue<BiasedLock>>(2, 1));
    macro_rules! must_violate {
        ($twin:ident, $property:ident) => {
            explore_module(
                claim(stringify!($twin)),
                in_and_out::<$twin>(2, 2),
                limits,
                1,
            )
            .must_violate(Property::$property)
        };
    }
    vec![
        must_violate!(HastyQueue, Refinement),
        must_violate!(MiscountingQueue, Invariant),
        must_violate!(PeekingQueue, Exclusion),
        must_violate!(SplitQueue, Exclusion),
        compare_modules(claim("Queue<BiasedLock>"), over_spec, vec![biased], 1)
            .must_violate(Property::Refinement),
    ]
}
