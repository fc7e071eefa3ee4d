//! The checks of Latchwork's own objects.
//!
//! Each object is a folder here (its programs, its known-bad twins, and its table: how
//! far each checker goes with it) and a line in the list below. The programs
//! `explore-tests`, `loom-tests` and `shuttle-tests` each run the column that is
//! [for their checker](main).
//!
//! | | |
//! |---|---|
//! | `objects` | what the list stands for |
//! | `table` | what an object's table says |
//! | `module` | what can be asked of any module |
//! | [`layers`] | what stands on what |
//! | `auto_traits` | which public type is `Send`, `Sync`, …, with which parameters |
//! | `pinned` | the counterexamples of the controls, beside what they were before |
//! | `replays` | how the replay of a saved failure ends |

#[macro_use]
mod objects;

#[cfg(test)]
mod auto_traits;
#[cfg(any(loom, shuttle, explore))]
mod module;
#[cfg(any(loom, shuttle, explore))]
pub mod pinned;
#[cfg(any(loom, shuttle, explore))]
pub mod replays;
#[cfg(shuttle)]
mod samplings;
#[cfg(any(loom, shuttle, explore, test))]
#[cfg_attr(
    not(any(loom, shuttle, explore)),
    allow(
        dead_code,
        unused_imports,
        reason = "on the host its rules alone are tested"
    )
)]
mod table;

// The list of objects: the folder of each, and the layers that it brings.
objects! {
    lock: [
        &latchwork_lock::author::HARDWARE,
        &latchwork_lock::author::LOCK,
        &latchwork_lock::author::LOCK_ORDER
    ],
    hardware: [],
    // loom has no interrupts, and so no part in it.
    #[cfg(not(loom))]
    machine: [&latchwork_kernel_lib::hardware::author::MACHINE],
    queue: [&latchwork_sched::queue::QUEUE],
    cross_call: [&latchwork_sched::cross_call::CROSS_CALLS],
    quota: [&latchwork_mem::quota::QUOTA],
}

pub use objects::main;
