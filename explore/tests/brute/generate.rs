//! Random programs.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::bounds::{ACCESSES, cut};
use crate::instruction::instruction;
use crate::passing::passing;
use crate::program::{Instruction, Program};
use crate::ring::ring;
use crate::style::{ANYTHING, FENCED, ORDERED, Style, mostly};

/// A program of any style.
pub(crate) fn program() -> BoxedStrategy<Program> {
    let programs = prop_oneof![
        2 => threads(ANYTHING),
        2 => threads(FENCED),
        2 => threads(ORDERED),
        6 => ring(),
        4 => passing(),
    ];
    programs
        .prop_map(|threads| cut(Program { threads }))
        .boxed()
}

fn threads(style: Style) -> BoxedStrategy<Vec<Vec<Instruction>>> {
    let thread = vec(mostly(instruction(style)), 3..=ACCESSES + 2);
    let thread = thread.prop_map(|instructions| instructions.into_iter().flatten().collect());
    vec(thread, 2..=3).boxed()
}
