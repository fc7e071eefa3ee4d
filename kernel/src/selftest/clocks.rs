//! The clocks agree.

use latchwork_kernel_lib::selftest::{MachineTest, agree};

use crate::arch::cpu::{clock, time};

/// By each clock that the machine has, the time-stamp counter's rate is the one that was found
/// when the image started.
pub(super) const TEST: MachineTest = MachineTest {
    name: "clocks",
    run: |machine| agree(machine, clock::rates(time::ticks)),
};
