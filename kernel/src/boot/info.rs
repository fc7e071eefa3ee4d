//! What the loader says.

use core::ops::Range;
use pvh::start_info::reader::{IdentityMap, StartInfoReader};
use pvh::start_info::{MemmapType, StartInfo};

/// The loader's description of the machine.
///
/// It lies in low memory, and is read while that is mapped at its physical
/// address.
pub(super) struct BootInfo {
    reader: StartInfoReader<'static, IdentityMap>,
}

impl BootInfo {
    /// Reads what a PVH loader left at `address`.
    ///
    /// # Safety
    ///
    /// `address` comes from the loader, and its low memory is mapped at its
    /// physical address as long as this is used.
    pub(super) unsafe fn from_pvh(address: u32) -> Self {
        // SAFETY: as the caller promises.
        let reader = unsafe { StartInfoReader::from_paddr_identity(address) };
        let reader = reader.unwrap_or_else(|| {
            panic!("no PVH start info at {address:#x}: was the image entered by a PVH loader?")
        });
        Self { reader }
    }

    fn raw(&self) -> &StartInfo {
        self.reader.raw()
    }

    /// The kernel command line, if it is UTF-8.
    pub(super) fn command_line(&self) -> Result<&str, core::str::Utf8Error> {
        self.reader.cmdline().unwrap_or_default().to_str()
    }

    /// Where the ACPI tables' root pointer is.
    pub(super) fn rsdp(&self) -> usize {
        assert!(
            self.raw().rsdp_paddr != 0,
            "the loader does not say where the ACPI tables are"
        );
        self.raw().rsdp_paddr as usize
    }

    /// RAM that is free for use, but for the image and the boot information.
    pub(super) fn ram(&self) -> impl Iterator<Item = Range<u64>> {
        let map = self.reader.memmap();
        assert!(!map.is_empty(), "the loader gives no memory map");
        map.iter()
            .filter(|entry| entry.ty == u32::from(MemmapType::Ram))
            .map(|entry| entry.addr..entry.addr.saturating_add(entry.size))
    }
}
