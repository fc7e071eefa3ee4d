//! From the firmware's jump to the kernel, on each hart.
//!
//! The firmware starts one hart, whichever it likes, which is CPU 0 here, and has it start
//! the others. A CPU's number is in `tp`, which compiled code leaves alone.

use crate::entry::riscv64::trap;
use crate::hardware::riscv64::sbi;
use crate::hardware::{CPUS, STACK, STACKS};
use crate::run::run;
use core::arch::global_asm;

global_asm!(
    r#"
    .section .boot, "ax"
    .global first_entry
first_entry:                                # a0: the hart
    li a1, 0
    .global other_entry
other_entry:                                # a0: the hart, a1: the CPU's number
    mv tp, a1
    la sp, {STACKS}
    addi t0, a1, 1
    slli t0, t0, {STACK}
    add sp, sp, t0
    call {enter}
    unimp
    .text
    "#,
    STACKS = sym STACKS,
    STACK = const STACK.trailing_zeros(),
    enter = sym enter,
);

unsafe extern "C" {
    fn other_entry();
}

extern "C" fn enter(hart: usize, cpu: usize) -> ! {
    trap::install();
    if cpu == 0 {
        let others = (0..CPUS).filter(|other| *other != hart);
        for (number, other) in (1..).zip(others) {
            sbi::start(other, other_entry as *const () as usize, number);
        }
    }
    run(cpu)
}
