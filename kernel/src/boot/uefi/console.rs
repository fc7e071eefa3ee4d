//! The firmware's console.

use core::fmt::{self, Display, Write};

use uefi_raw::protocol::console::SimpleTextOutputProtocol;
use uefi_raw::table::system::SystemTable;

/// Says on the firmware's console why the kernel does not run.
///
/// # Safety
///
/// The table is the firmware's, which has not been left.
pub(super) unsafe fn tell(table: &SystemTable, why: &impl Display) {
    if !table.stdout.is_null() {
        // Nobody is left to be told that this fails.
        let _ = write!(Console(table.stdout), "{why}\r\n");
    }
}

/// The firmware's console.
struct Console(*mut SimpleTextOutputProtocol);

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            let letter = [u16::from(byte), 0];
            // SAFETY: `tell` has it from the firmware's table.
            let output = unsafe { &*self.0 };
            // SAFETY: the text ends with a zero.
            let _ = unsafe { (output.output_string)(self.0, letter.as_ptr()) };
        }
        Ok(())
    }
}
