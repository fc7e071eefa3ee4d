//! The locks.

use latchwork_lock::for_each_lock;
use latchwork_suite::lock::{ModelCpu, checks as lock_checks};
use latchwork_suite::{Check, SpecLock};

/// CPUs that the locks are made for: the most that any client has.
const CPUS: usize = 8;

macro_rules! checked {
    ([] $($name:ident: $lock:ty),*) => {
        [$(lock_checks::<$lock>(stringify!($name))),*]
    };
}

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    let mut checks: Vec<Check> = for_each_lock!(checked[], ModelCpu, CPUS)
        .into_iter()
        .flatten()
        .collect();
    // What stands for the locks in the layers above: it must do what they do.
    checks.extend(lock_checks::<SpecLock<true>>("SpecLock<true>"));
    checks
}
