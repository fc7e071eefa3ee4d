//! The queue's checks under a checker that visits every execution: over the
//! specification of the locks, and compared with what it does over the locks
//! themselves.

use super::{CAPACITY, HastyQueue, MiscountingQueue, PeekingQueue, SplitQueue, claim, in_and_out};
use crate::controls::BiasedLock;
use crate::explore::Limits;
use crate::lock::ModelCpu;
use crate::module::{Over, compare_modules, explore_module};
use crate::{Check, Property, SpecLock};
use latchwork_lock::for_each_lock;
use latchwork_sched::Queue;

/// The queue over the lock `R`.
type OverLock<R> = Queue<u8, CAPACITY, R>;

/// Every execution over the specification of the locks.
pub fn explored(cpus: usize, operations: usize, weight: u32) -> Check {
    let program = in_and_out::<OverLock<SpecLock>>(cpus, operations);
    explore_module(claim("Queue"), program, Limits::None, weight)
}

macro_rules! over_locks {
    ([$cpus:expr, $operations:expr] $($name:ident: $lock:ty),*) => {
        vec![$(Over::new(
            stringify!($name),
            in_and_out::<OverLock<$lock>>($cpus, $operations),
        )),*]
    };
}

/// The same program over the specification and over each lock; at most 4 CPUs.
pub fn composed(cpus: usize, operations: usize, weight: u32) -> Check {
    let program = in_and_out::<OverLock<SpecLock>>(cpus, operations);
    let over = for_each_lock!(over_locks[cpus, operations], ModelCpu, 4);
    compare_modules(claim("Queue"), program, over, weight)
}

/// The known-bad twins.
pub fn controls() -> Vec<Check> {
    let limits = Limits::None;
    let over_spec = in_and_out::<OverLock<SpecLock>>(2, 1);
    let biased = Over::new("BiasedLock", in_and_out::<OverLock<BiasedLock>>(2, 1));
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
