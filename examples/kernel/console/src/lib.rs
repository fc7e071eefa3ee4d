//! The serial console.
//!
//! Handlers print, so the lock must turn interrupts off. The hardware layer prints, too, and
//! stands on this crate, so that its CPU cannot be named here: [`InterruptsOff`] alone is the
//! CPU that the kernel registers.

#![no_std]

mod uart;

use crate::uart::Uart;
use core::fmt::{self, Write};
use latchwork_lock::{InterruptsOff, Mutex, TtasLock};

/// The lock of the console.
pub type ConsoleLock = TtasLock;

static CONSOLE: Mutex<Console, ConsoleLock, InterruptsOff> = Mutex::new(Console {
    port: Uart,
    beats: 0,
});

struct Console {
    port: Uart,
    beats: usize,
}

/// Prints a line.
#[macro_export]
macro_rules! println {
    ($($text:tt)*) => {
        $crate::print_line(core::format_args!($($text)*))
    };
}

#[doc(hidden)]
pub fn print_line(text: fmt::Arguments<'_>) {
    // The port takes every byte.
    let _ = writeln!(CONSOLE.lock().port, "{text}");
}

/// Counts one, and shows how many there are at times.
pub fn beat() {
    let mut console = CONSOLE.lock();
    console.beats += 1;
    let beats = console.beats;
    if beats.is_multiple_of(500) {
        let _ = writeln!(console.port, "{beats} beats");
    }
}

/// How many were counted.
pub fn beats() -> usize {
    CONSOLE.lock().beats
}
