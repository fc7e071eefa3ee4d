//! Lines on the serial port COM1, and on the screen if there is one.

use core::fmt::{self, Arguments, Write};
use latchwork_lock::{InterruptsOff, Mutex};
use uart_16550::backend::PioBackend;
use uart_16550::spec::registers::LSR;
use uart_16550::{BaudRate, Config, Uart16550};

use crate::lock::KernelLock;
use crate::screen;

/// The first of its ports.
pub(crate) const COM1: u16 = 0x3f8;

/// A handler prints, too: interrupts are off while a line is printed.
static CONSOLE: Mutex<Serial, KernelLock, InterruptsOff> = Mutex::new(Serial::new());

/// Prints a line. Lines of several CPUs do not interleave.
macro_rules! println {
    ($($argument:tt)*) => { $crate::console::print_line(format_args!($($argument)*)) };
}
pub(crate) use println;

/// The serial port. An absent one reads as ready and drops what is written.
pub(crate) struct Serial {
    uart: Uart16550<PioBackend>,
}

impl Serial {
    const fn new() -> Self {
        // SAFETY: COM1 is a UART or absent, and nothing else in the kernel uses
        // its ports.
        match unsafe { Uart16550::new_port(COM1) } {
            Ok(uart) => Self { uart },
            Err(_) => panic!("the ports of COM1 are not valid"),
        }
    }
}

impl Write for Serial {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.uart.send_bytes_exact(text.as_bytes());
        screen::write(text.as_bytes());
        Ok(())
    }
}

/// Sets the port up.
pub(crate) fn init() {
    let config = Config {
        baud_rate: BaudRate::Baud115200,
        ..Config::DEFAULT
    };
    // It fails if there is no port, and then there is nobody to tell.
    let _ = CONSOLE.lock().uart.init(config);
}

/// Prints one line, or several that stay together.
pub(crate) fn print_line(line: Arguments<'_>) {
    let mut serial = CONSOLE.lock();
    // Writing to the port does not fail; formatting may, and then the line is
    // cut short.
    let _ = serial.write_fmt(line);
    let _ = serial.write_str("\n");
}

/// A console of one's own, on a line of its own, whoever holds the lock.
///
/// # Safety
///
/// No other CPU prints from now on, and this one does not return to what it
/// was printing.
pub(crate) unsafe fn seize() -> Serial {
    let mut serial = Serial::new();
    if CONSOLE.is_locked() {
        let _ = serial.write_str("\n");
    }
    serial
}

/// Waits, for a bounded time, until the last byte is on the wire.
pub(crate) fn drain() {
    let mut serial = Serial::new();
    for _ in 0..100_000 {
        if serial.uart.lsr().contains(LSR::TRANSMITTER_EMPTY) {
            break;
        }
        core::hint::spin_loop();
    }
}

/// What its lock has counted, if it is free.
#[cfg(feature = "stats")]
pub(crate) fn statistics() -> Option<latchwork_lock::stats::Statistics> {
    CONSOLE.try_statistics()
}
