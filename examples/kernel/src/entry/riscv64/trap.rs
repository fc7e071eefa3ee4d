//! Interrupts and exceptions.

use crate::hardware::riscv64::timer;
use crate::hardware::{exit, number};
use crate::work;
use core::arch::{asm, global_asm};

// A trap comes with interrupts off, and they stay off until it returns.
global_asm!(
    r#"
    .text
    .balign 4
    .global trap_entry
trap_entry:
    .set .Lplace, 0
    addi sp, sp, -128
    .irp register, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    sd \register, .Lplace(sp)
    .set .Lplace, .Lplace + 8
    .endr
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    call {trap}
    .set .Lplace, 0
    .irp register, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    ld \register, .Lplace(sp)
    .set .Lplace, .Lplace + 8
    .endr
    addi sp, sp, 128
    sret
    "#,
    trap = sym trap,
);

unsafe extern "C" {
    fn trap_entry();
}

/// The cause of a timer's interrupt.
const TIMER: usize = 1 << 63 | 5;

/// Has traps of this hart come here.
pub fn install() {
    // SAFETY: the entry saves what a call does not.
    unsafe { asm!("csrw stvec, {}", in(reg) trap_entry as *const () as usize, options(nostack)) };
}

extern "C" fn trap(cause: usize, place: usize, value: usize) {
    if cause != TIMER {
        console::println!(
            "CPU {}: exception {cause} at {place:#x}, value {value:#x}",
            number()
        );
        exit(false);
    }
    timer::set_next();
    work::tick(number());
}
