//! The local APIC of the calling CPU.

use crate::hardware::x86_64::port;
use crate::hardware::x86_64::vector::SPURIOUS;
use core::ptr::with_exposed_provenance_mut;

const BASE: usize = 0xfee0_0000;

const END_OF_INTERRUPT: usize = 0xb0;
const SPURIOUS_VECTOR: usize = 0xf0;
const COMMAND: usize = 0x300;
const LOCAL_TIMER: usize = 0x320;
const INITIAL_COUNT: usize = 0x380;
const CURRENT_COUNT: usize = 0x390;
const DIVIDE: usize = 0x3e0;

fn at(register: usize) -> *mut u32 {
    with_exposed_provenance_mut(BASE + register)
}

fn read(register: usize) -> u32 {
    // SAFETY: the registers of the APIC are mapped, and no memory of Rust's.
    unsafe { at(register).read_volatile() }
}

fn write(register: usize, value: u32) {
    // SAFETY: the registers of the APIC are mapped, and no memory of Rust's.
    unsafe { at(register).write_volatile(value) };
}

/// Lets it take interrupts.
pub fn enable() {
    const ENABLE: u32 = 1 << 8;
    write(SPURIOUS_VECTOR, ENABLE | u32::from(SPURIOUS));
}

/// Has all other CPUs start in page `page`.
pub fn start_others(page: u8) {
    const TO_ALL_OTHERS: u32 = 0b11 << 18;
    const ASSERT: u32 = 1 << 14;
    const INIT: u32 = 5 << 8;
    const STARTUP: u32 = 6 << 8;
    write(COMMAND, TO_ALL_OTHERS | ASSERT | INIT);
    delay(10_000);
    // Twice, as the manuals have it; who has started ignores the second.
    for _ in 0..2 {
        write(COMMAND, TO_ALL_OTHERS | ASSERT | STARTUP | u32::from(page));
        delay(200);
    }
}

/// Waits for about so many microseconds.
fn delay(microseconds: u32) {
    const UNUSED: u16 = 0x80;
    for _ in 0..microseconds {
        // SAFETY: nothing is there. To write takes about one microsecond.
        unsafe { port::write(UNUSED, 0) };
    }
}

/// Has the timer interrupt with `vector` each `period` of its clock.
pub fn start_timer(vector: u8, period: u32) {
    const BY_1: u32 = 0b1011;
    const PERIODIC: u32 = 1 << 17;
    write(DIVIDE, BY_1);
    write(LOCAL_TIMER, PERIODIC | u32::from(vector));
    write(INITIAL_COUNT, period);
}

/// How much of the timer's period is left.
pub fn timer_count() -> u32 {
    read(CURRENT_COUNT)
}

/// The handler of an interrupt is done.
pub fn end_of_interrupt() {
    write(END_OF_INTERRUPT, 0);
}
