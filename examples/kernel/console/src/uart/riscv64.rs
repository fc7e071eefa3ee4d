//! Its registers are bytes of memory.

use core::ptr::with_exposed_provenance_mut;

const BASE: usize = 0x1000_0000;

fn at(register: u16) -> *mut u8 {
    with_exposed_provenance_mut(BASE + usize::from(register))
}

pub(crate) fn read(register: u16) -> u8 {
    // SAFETY: the registers of the UART, which are no memory of Rust's.
    unsafe { at(register).read_volatile() }
}

pub(crate) fn write(register: u16, value: u8) {
    // SAFETY: the registers of the UART, which are no memory of Rust's.
    unsafe { at(register).write_volatile(value) };
}
