//! The checks of Latchwork's own objects.
//!
//! | | |
//! |---|---|
//! | [`layers`] | what stands on what |
//! | `objects` | the list of objects, each with its folder |
//! | `table` | what an object's table says: how far each checker goes |
//! | `module` | what can be asked of any module |
//! | `pinned` | the counterexamples of the controls, beside what they were before |
//!
//! The programs `explore-tests`, `loom-tests` and `shuttle-tests` each run the column
//! that is [for their checker](main).

pub mod layers;

#[cfg(any(loom, shuttle, explore))]
mod hardware;
#[cfg(any(loom, shuttle, explore))]
mod lock;
#[cfg(any(loom, shuttle, explore))]
mod module;
#[cfg(any(loom, shuttle, explore))]
mod objects;
#[cfg(any(loom, shuttle, explore))]
pub mod pinned;
#[cfg(any(loom, shuttle, explore))]
mod queue;
#[cfg(any(loom, shuttle, explore, test))]
#[cfg_attr(
    test,
    allow(dead_code, reason = "on the host its rules alone are tested")
)]
mod table;

use std::process::ExitCode;

/// The program that runs the checks of all objects by `checker`, and the controls. In a
/// build for another checker, or for none, it has no checks, and says so.
///
/// It ends with status 2 if an object's table lacks something.
pub fn main(checker: &str) -> ExitCode {
    #[cfg(any(loom, shuttle, explore))]
    if checker == latchwork_suite::checker::NAME {
        let checker = table::Checker::named(checker).expect("there is a column for each checker");
        return match objects::checks(checker) {
            Ok(checks) => latchwork_suite::program::main(checks),
            Err(wrong) => {
                eprintln!("{}", wrong.join("\n"));
                ExitCode::from(2)
            }
        };
    }
    let _ = checker;
    latchwork_suite::program::main(Vec::new())
}
