//! The 16550, where QEMU's machines have it: it needs no set-up there.

#[cfg(target_arch = "riscv64")]
mod riscv64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "riscv64")]
use self::riscv64::{read, write};
#[cfg(target_arch = "x86_64")]
use self::x86_64::{read, write};
use core::fmt;

const DATA: u16 = 0;
const LINE_STATUS: u16 = 5;

/// A bit of the line status: there is room for a byte.
const EMPTY: u8 = 1 << 5;

/// The port; there is one.
pub(crate) struct Uart;

impl fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            while read(LINE_STATUS) & EMPTY == 0 {
                core::hint::spin_loop();
            }
            write(DATA, byte);
        }
        Ok(())
    }
}
