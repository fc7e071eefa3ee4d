//! The checks of a lock in a build for no checker: none.

use crate::Check;

/// The checks of the lock `R`, called `name`; in this build, none.
/// [`program::main`](crate::program::main) then says how to build for a checker.
pub fn checks<R>(_name: &str) -> Vec<Check> {
    Vec::new()
}
