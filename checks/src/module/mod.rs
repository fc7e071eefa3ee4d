//! What can be asked of a module: the subjects of its table's rows.
//!
//! Each function makes the subject for the checker of this build; which rows there are
//! is the table's matter.

mod claim;
#[cfg(any(loom, explore))]
mod exhaustive;
#[cfg(shuttle)]
mod sampled;

#[cfg(any(loom, explore))]
pub(crate) use exhaustive::*;
#[cfg(shuttle)]
pub(crate) use sampled::*;

use crate::table::{Cell, left_out};

/// Not drawn: over each lock, schedules with more CPUs are.
pub(crate) const DRAWN_OVER_LOCKS: Cell = left_out("drawn over each lock, with more CPUs");

/// Not explored over locks with so many CPUs.
pub(crate) const OVER_SPECIFICATION: Cell =
    left_out("explored over the specification of the locks, which smaller clients compare");

/// Not explored: large.
pub(crate) const LARGE: Cell = left_out("more executions than there is time for");

/// Whether a program in which each of `cpus` CPUs acquires so often is explored over `lock`,
/// too. Each retry of the stealing lock's arrival may read several values, so that it has
/// many more executions than the others; under loom more still.
pub(crate) fn few_enough(lock: &str, cpus: usize, acquisitions: usize) -> bool {
    let few = matches!((cpus, acquisitions), (2, 1) | (3, 1));
    lock != "StealingLock" || few || cfg!(explore) && (cpus, acquisitions) == (2, 2)
}

/// Programs over a module, one on top of each lock: the lock's name, and the program
/// that `$program` makes of the module `$module<$lock>`. A lock with places is made for
/// exactly as many CPUs as the program has, which is one of the numbers.
macro_rules! over_each_lock {
    ($module:ident, $cpus:ident of [$($size:literal)*], $program:expr) => {
        match $cpus {
            $($size => over_each_lock!($module, $size, $program),)*
            more => panic!("no program over each lock has {more} CPUs"),
        }
    };
    ($module:ident, $cpus:literal, $program:expr) => {
        latchwork_lock::for_each_lock!(
            over_each_lock[$module, $program], latchwork_suite::lock::ModelCpu, $cpus
        )
    };
    ([$module:ident, $program:expr] $($name:ident: $lock:ty),*) => {
        vec![$(
            $crate::module::over::<$module<$lock>>(stringify!($name), $program)
        ),*]
    };
}
pub(crate) use over_each_lock;
