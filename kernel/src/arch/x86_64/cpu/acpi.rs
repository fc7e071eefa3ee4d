//! What ACPI's tables say of this machine.

use core::cell::RefCell;
use core::ops::Range;
use core::slice;
use latchwork_kernel_lib::acpi::{self, Acpi, PhysicalMemory};

use crate::arch::memory::layout::DIRECT_LIMIT;
use crate::arch::memory::paging::AddressSpace;
use crate::console::println;

/// Reads the tables whose root pointer is at physical address `rsdp`, and says which of them
/// are no good. They are not needed any more then.
///
/// # Safety
///
/// The address is the firmware's or the loader's, and nobody writes to the tables.
pub(crate) unsafe fn read(space: &mut AddressSpace, rsdp: u64) -> Acpi {
    acpi::read(&Mapped(RefCell::new(space)), rsdp, |fault| {
        println!("{fault}");
    })
}

/// Physical memory, which is mapped when it is asked for.
struct Mapped<'a>(RefCell<&'a mut AddressSpace>);

impl PhysicalMemory for Mapped<'_> {
    fn bytes(&self, addresses: Range<u64>) -> Option<&[u8]> {
        // Nothing is mapped at 0, for a table that leads there.
        if addresses.start == 0 || addresses.end > DIRECT_LIMIT {
            return None;
        }
        let length = addresses.end - addresses.start;
        // SAFETY: the firmware says that tables are there, and RAM of the kernel's own can be
        // read, too. Where there is neither, reading gives nothing of use.
        let start = unsafe { self.0.borrow_mut().readable(addresses.start, length) };
        // SAFETY: it is mapped from now on; nobody writes there while tables are read.
        Some(unsafe { slice::from_raw_parts(start.as_ptr(), length as usize) })
    }
}
