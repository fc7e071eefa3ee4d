//! What a module claims, and what its subjects are called.

use latchwork_layer::Refinement;
use latchwork_suite::module::{Module, Program};

/// A module's claim, by the module's name.
pub(crate) type Claim = fn(&str) -> Refinement<'_>;

/// What a subject is called in a table.
pub(super) fn named<M: Module>(module: &str, program: &Program<M>) -> String {
    let Program {
        name,
        cpus,
        operations,
        ..
    } = program;
    format!("{module}, {name} {cpus}x{operations}")
}
