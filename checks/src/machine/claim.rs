//! What the checks over the model claim, and what all of them ask.

use crate::table::{Cell, left_out};
use latchwork_atomic::model;
use latchwork_cpu::{Cpu, Nesting};
use latchwork_kernel_lib::hardware::author::MACHINE;
use latchwork_layer::Refinement;
use latchwork_lock::author::HARDWARE;
use latchwork_suite::lock::ModelCpu;

/// Why loom has no part in it.
pub(super) const NO_INTERRUPTS: &str = "it has no interrupts, since it cannot draw";

/// Not explored: no interrupts.
pub(super) const NONE: Cell = left_out(NO_INTERRUPTS);

/// The claim that these checks are part of.
pub(super) fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, module, &MACHINE)
}

/// What this CPU has called has left its interrupts on, and no section entered.
pub(super) fn assert_undisturbed() {
    let depth = ModelCpu::with_nesting(Nesting::depth);
    assert!(
        model::interrupt::are_on() && depth == 0,
        "interrupts are not as they were"
    );
}
