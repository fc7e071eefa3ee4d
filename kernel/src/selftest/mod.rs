//! Self-tests of what no thread of a host could show: they are about this machine.
//!
//! Each is a file and a line in the list.

mod calls;
mod clocks;
mod console;
mod halt;
mod handlers;
mod interruptions;
mod io_apic;
mod local_apic;
mod online;
mod pages;
mod registers;
mod stack;
mod timers;
mod translations;
mod vectors;
mod watchdog;

use latchwork_kernel_lib::selftest::MachineTest;

pub(crate) use console::print_torn_lines;

/// The list.
pub(crate) const ALL: &[MachineTest] = &[
    local_apic::TEST,
    pages::TEST,
    registers::TEST,
    stack::TEST,
    vectors::TEST,
    clocks::TEST,
    timers::TEST,
    io_apic::TEST,
    handlers::TEST,
    watchdog::TEST,
    console::TEST,
    online::TEST,
    halt::TEST,
    translations::TEST,
    calls::TEST,
];
