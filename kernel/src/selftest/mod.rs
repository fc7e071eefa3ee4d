//! Self-tests of what no thread of a host could show: they are about this machine.
//!
//! Each is a file and a line in the list.

mod calls;
mod handlers;
mod interruptions;
mod local_apic;
mod pages;
mod registers;
mod stack;
mod timers;
mod vectors;

use latchwork_kernel_lib::selftest::MachineTest;

/// The list.
pub(crate) const ALL: &[MachineTest] = &[
    local_apic::TEST,
    pages::TEST,
    registers::TEST,
    stack::TEST,
    vectors::TEST,
    timers::TEST,
    handlers::TEST,
    calls::TEST,
];
