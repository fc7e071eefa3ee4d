//! Random instructions.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::operations::{cell_read, condition, fence, load, store, update, wait};
use crate::program::Instruction;
use crate::style::Style;

/// An instruction of this style.
pub(crate) fn instruction(style: Style) -> BoxedStrategy<Instruction> {
    let mut operations = vec![
        (8, load(style)),
        (8, store(style)),
        (style.updates, update(style)),
        (style.fences, fence(style)),
        (style.awaits, wait(style)),
        (style.cell_reads, cell_read()),
    ];
    operations.retain(|&(weight, _)| weight > 0);
    let parts = (
        weighted(style.guards, condition()),
        Union::new_weighted(operations),
    );
    parts
        .prop_map(|(guard, operation)| Instruction { guard, operation })
        .boxed()
}
