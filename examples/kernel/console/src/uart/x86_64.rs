//! Its registers are I/O ports.

use core::arch::asm;

const BASE: u16 = 0x3f8;

pub(crate) fn read(register: u16) -> u8 {
    let value;
    // SAFETY: the ports of the UART, whose registers break no promise of Rust's.
    unsafe {
        asm!("in al, dx", out("al") value, in("dx") BASE + register, options(nomem, nostack))
    };
    value
}

pub(crate) fn write(register: u16, value: u8) {
    // SAFETY: the ports of the UART, whose registers break no promise of Rust's.
    unsafe {
        asm!("out dx, al", in("al") value, in("dx") BASE + register, options(nomem, nostack))
    };
}
