//! The checks of a lock in a build for no checker: stress, on the host's threads.
//!
//! | check | property | what the threads do |
//! |---|---|---|
//! | `lock/cores`, `lock/oversubscribed` | exclusion | change values behind the lock: one thread at a time is inside, and sees what the one before it wrote |
//! | `try_lock/cores` | refinement, exclusion | try a lock that is free, that is held, and that others try too |
//! | `order/oversubscribed` | refinement | line up one by one, and are served in that order, if the lock is FIFO |
//! | `guard/cores` | exclusion | forget a guard, and move and drop a lock that is held |
//! | all | progress | a watchdog ends a check in which nobody gets on |
//!
//! The real hardware draws the schedules, so a check never says `complete`, and
//! a failure cannot be replayed. What the values behind the lock are made of is
//! atomic but unordered: a lock that does not exclude shows, and is no undefined
//! behaviour.

mod contention;
mod describe;
mod guard;
#[cfg(feature = "lock_api")]
mod lock_api;
mod order;
mod panics;
mod run;
mod stress;
mod try_lock;
mod values;
mod watchdog;

#[cfg(feature = "lock_api")]
pub use self::lock_api::LockApi;
pub use crate::cpu::ModelCpu;
pub(crate) use panics::meaning;

use crate::{Check, LockFamily};
use describe::Threads::{Cores, Oversubscribed};
use describe::made_for_threads;
use latchwork_lock::RawLock;
use latchwork_lock::author::Order;

/// The checks of the lock `F`, called `name`, which is made for as many CPUs as each check
/// has threads.
pub fn checks<F: LockFamily>(name: &str) -> Vec<Check> {
    let mut checks = vec![
        guard_cores::<F>(name),
        try_lock_cores::<F>(name),
        lock_cores::<F>(name),
        lock_oversubscribed::<F>(name),
    ];
    if <F::For<2> as RawLock>::ORDER == Order::Fifo {
        checks.push(order_oversubscribed::<F>(name));
    }
    checks
}

// Each by itself, for a control that one check must reject: a check is compiled for every
// number of threads.

/// The check `guard/cores` of the lock `F`, called `name`.
pub fn guard_cores<F: LockFamily>(name: &str) -> Check {
    made_for_threads!(F, Cores, guard::check, (name))
}

/// The check `try_lock/cores` of the lock `F`, called `name`.
pub fn try_lock_cores<F: LockFamily>(name: &str) -> Check {
    made_for_threads!(F, Cores, try_lock::check, (name))
}

/// The check `lock/cores` of the lock `F`, called `name`.
pub fn lock_cores<F: LockFamily>(name: &str) -> Check {
    made_for_threads!(F, Cores, contention::check, (name, Cores))
}

/// The check `lock/oversubscribed` of the lock `F`, called `name`.
pub fn lock_oversubscribed<F: LockFamily>(name: &str) -> Check {
    made_for_threads!(F, Oversubscribed, contention::check, (name, Oversubscribed))
}

/// The check `order/oversubscribed` of the lock `F`, called `name`: for a lock that is FIFO.
pub fn order_oversubscribed<F: LockFamily>(name: &str) -> Check {
    made_for_threads!(F, Oversubscribed, order::check, (name))
}
