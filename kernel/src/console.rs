//! The console: lines of text out, bytes in.
//!
//! Who prints puts a line into a ring, under a lock with interrupts off, so that handlers
//! print, too. It takes out of the ring what the serial port takes at once; the rest goes
//! with the next line, at the next tick, or when the ring is full: then its printer waits.
//! Nothing is lost, and nobody waits for the wire who finds room.
//!
//! A failure [seizes](seize) the console: no lock is taken there, and no wait is without limit.
//!
//! Where bytes go is a [`Sink`](sink::Sink), or the [`screen`] that a loader has left on. The
//! serial port, which alone makes others wait, sets the pace.

mod debug_port;
mod serial;
mod sink;

use core::fmt::{self, Arguments, Write};
use latchwork_kernel_lib::Ring;
use latchwork_lock::{InterruptsOff, Mutex};

use crate::lock::KernelLock;
use crate::screen;
use debug_port::DebugPort;
pub(crate) use serial::COM1;
use serial::Serial;
use sink::Sink;

/// How many bytes wait for the wire at most.
const OUT: usize = 16 << 10;
/// And for whoever reads.
const IN: usize = 256;

static CONSOLE: Mutex<Console, KernelLock, InterruptsOff> = Mutex::new(Console::new());

/// Prints a line. Lines of several CPUs do not interleave.
macro_rules! println {
    ($($argument:tt)*) => { $crate::console::print_line(format_args!($($argument)*)) };
}
pub(crate) use println;

/// What the console's lock protects.
struct Console {
    out: Ring<OUT>,
    serial: Serial,
    debug_port: DebugPort,
    input: Ring<IN>,
}

impl Console {
    const fn new() -> Self {
        Self {
            out: Ring::new(),
            serial: Serial::new(),
            debug_port: DebugPort::new(),
            input: Ring::new(),
        }
    }

    /// Takes out of the ring what goes without waiting.
    fn send(&mut self) {
        loop {
            let first = self.out.first();
            let taken = self.serial.write(first);
            if taken == 0 {
                return;
            }
            self.debug_port.write(&first[..taken]);
            screen::write(&first[..taken]);
            self.out.take(taken);
        }
    }

    /// Takes one or more bytes out of the ring, if it has some: waits for the serial port, and
    /// gives it up if that lasts long.
    fn send_some(&mut self) {
        self.serial.wait();
        self.send();
    }

    fn send_all(&mut self) {
        while !self.out.first().is_empty() {
            self.send_some();
        }
    }

    fn receive(&mut self) {
        while let Some(byte) = self.serial.read() {
            // Who types faster than anybody reads is not heard.
            self.input.put(&[byte]);
        }
    }
}

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        loop {
            rest = &rest[self.out.put(rest)..];
            if rest.is_empty() {
                return Ok(());
            }
            self.send_some();
        }
    }
}

/// Sets the ports up.
pub(crate) fn init() {
    let mut console = CONSOLE.lock();
    console.serial.init();
    console.debug_port.init();
}

/// Prints one line, or several that stay together.
pub(crate) fn print_line(line: Arguments<'_>) {
    print(format_args!("{line}\n"));
}

/// Prints a text that may be no whole line: another's may follow.
pub(crate) fn print(text: Arguments<'_>) {
    let mut console = CONSOLE.lock();
    // Writing to the ring does not fail; formatting may, and then the text is
    // cut short.
    let _ = console.write_fmt(text);
    console.send();
}

/// Takes what was typed, and gives the wire what waits for it: what a tick does, and an
/// interrupt of the port. Waits for nobody.
pub(crate) fn serve() {
    if let Some(mut console) = CONSOLE.try_lock() {
        console.send();
        console.receive();
    }
}

/// The first byte that was typed and not read yet, if there is one.
pub(crate) fn read_byte() -> Option<u8> {
    let mut console = CONSOLE.lock();
    console.receive();
    console.input.take_byte()
}

/// The console of a failure: what is written is sent at once.
pub(crate) struct Seized(&'static mut Console);

impl Write for Seized {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)?;
        self.0.send_all();
        Ok(())
    }
}

/// The console, on a line of its own, whoever holds the lock; what was printed before is sent.
///
/// # Safety
///
/// No other CPU prints from now on, and this one does not return to what it
/// was printing.
pub(crate) unsafe fn seize() -> Seized {
    // SAFETY: whoever else may have borrowed it does not go on, so the caller says.
    let console = unsafe { &mut *CONSOLE.data_ptr() };
    let mut seized = Seized(console);
    let separator = if CONSOLE.is_locked() { "\n" } else { "" };
    let _ = seized.write_str(separator);
    seized
}

/// Waits, for a bounded time, until the last byte is on the wire.
pub(crate) fn drain() {
    // Without the lock, it is a failure that ends the run: all that it wrote is sent.
    if let Some(mut console) = CONSOLE.try_lock() {
        console.send_all();
    }
    Serial::new().drain();
}

/// What its lock has counted, if it is free.
#[cfg(feature = "stats")]
pub(crate) fn statistics() -> Option<latchwork_lock::stats::Statistics> {
    CONSOLE.try_statistics()
}
