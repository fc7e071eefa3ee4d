//! What stands on the hardware layer's traits, over its model.

mod halt;
mod translation;

use crate::table::{Cell, Object, left_out};
use latchwork_atomic::model;
use latchwork_cpu::{Cpu, Nesting};
use latchwork_kernel_lib::hardware::author::MACHINE;
use latchwork_layer::Refinement;
use latchwork_lock::author::HARDWARE;
use latchwork_suite::lock::ModelCpu;

const NO_INTERRUPTS: &str = "it has no interrupts, since it cannot draw";

/// Not explored: no interrupts.
const NONE: Cell = left_out(NO_INTERRUPTS);

/// The halt, and translations, each with its table.
pub(crate) fn objects() -> [Object; 2] {
    [halt::object(), translation::object()]
}

/// The claim that these checks are part of.
fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, module, &MACHINE)
}

/// What this CPU has called has left its interrupts on, and no section entered.
fn assert_undisturbed() {
    let depth = ModelCpu::with_nesting(Nesting::depth);
    assert!(
        model::interrupt::are_on() && depth == 0,
        "interrupts are not as they were"
    );
}
