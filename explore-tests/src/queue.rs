//! The shared queue: explored over the specification of the locks, and compared
//! with what it does over the locks themselves.

use latchwork_lock::for_each_lock;
use latchwork_sched::Queue;
use latchwork_suite::controls::BiasedLock;
use latchwork_suite::explore::Limits;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Over, compare_modules, explore_module};
use latchwork_suite::queue::{
    CAPACITY, HastyQueue, MiscountingQueue, PeekingQueue, SplitQueue, claim, in_and_out,
};
use latchwork_suite::{Check, Property, SpecLock};

/// The queue over the lock `R`.
type OverLock<R> = Queue<u8, CAPACITY, R>;

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    let explored = |cpus, operations, weight| {
        let program = in_and_out::<OverLock<SpecLock>>(cpus, operations);
        explore_module(claim("Queue"), program, Limits::None, weight)
    };
    vec![
        explored(2, 2, 1),
        explored(3, 2, 1),
        explored(3, 3, 1),
        explored(4, 1, 1),
        explored(4, 2, 1),
        composed(2, 1, 1),
        composed(2, 2, 1),
        composed(3, 1, 1),
        composed(3, 2, 6),
        composed(4, 1, 1),
    ]
}

macro_rules! over_locks {
    ([$cpus:expr, $operations:expr] $($name:ident: $lock:ty),*) => {
        vec![$(Over::new(
            stringify!($name),
            in_and_out::<OverLock<$lock>>($cpus, $operations),
        )),*]
    };
}

/// The same program over the specification and over each lock.
fn composed(cpus: usize, operations: usize, weight: u32) -> Check {
    let program = in_and_out::<OverLock<SpecLock>>(cpus, operations);
    let over = for_each_lock!(over_locks[cpus, operations], ModelCpu, 4);
    compare_modules(claim("Queue"), program, over, weight)
}

/// The known-bad twins.
pub(crate) fn controls() -> Vec<Check> {
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
