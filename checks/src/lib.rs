//! The checks of Latchwork's own objects.
//!
//! | | |
//! |---|---|
//! | [`layers`] | what stands on what |
//! | `objects` | the list of objects, each with its folder |
//! | `pinned` | the counterexamples of the controls, beside what they were before |
//!
//! The programs `explore-tests`, `loom-tests` and `shuttle-tests` each run the part
//! that is [for their checker](checks).

pub mod layers;

#[cfg(shuttle)]
mod hardware;
#[cfg(any(loom, shuttle, explore))]
pub mod lock;
#[cfg(any(loom, shuttle, explore))]
mod objects;
#[cfg(any(loom, shuttle, explore))]
pub mod pinned;
#[cfg(any(loom, shuttle, explore))]
pub mod queue;

use latchwork_suite::Check;

/// The checks of all objects by `checker`, and the controls: none if this build is for
/// another checker, or for none.
pub fn checks(checker: &str) -> Vec<Check> {
    #[cfg(any(loom, shuttle, explore))]
    if checker == latchwork_suite::checker::NAME {
        return objects::all();
    }
    let _ = checker;
    Vec::new()
}
