//! What a PVH loader says.

use core::ops::Range;
use latchwork_kernel_lib::boot::{BootInfo, Module, Text, Use};
use pvh::start_info::reader::{IdentityMap, StartInfoReader};
use pvh::start_info::{MemmapTableEntry, MemmapType};

/// Reads what a PVH loader left at `address`.
///
/// # Safety
///
/// The address comes from the loader, and low memory is mapped at its physical address.
pub(super) unsafe fn read(address: u32) -> BootInfo {
    // SAFETY: as the caller promises.
    let reader = unsafe { StartInfoReader::<IdentityMap>::from_paddr_identity(address) };
    let reader = reader.unwrap_or_else(|| {
        panic!(
            "no PVH start info at {address:#x}: was the image entered by a PVH loader, \
             which had room for the command line?"
        )
    });

    let mut info = BootInfo::new("PVH");
    let map = reader.memmap();
    assert!(!map.is_empty(), "the loader gives no memory map");
    let mut note = |place: &Range<u64>, used| {
        let noted = info.memory.add(place.clone(), used);
        noted.unwrap_or_else(|error| panic!("the loader's memory map: {error}"));
    };
    for entry in map {
        note(&place(entry.addr, entry.size), used(entry));
    }
    for module in reader.modlist() {
        let place = place(module.raw().paddr, module.raw().size);
        note(&place, Use::Module);
        // One that has no room here stays in the map.
        let _ = info.modules.try_push(Module { place });
    }
    let line = reader.cmdline().unwrap_or_default();
    info.command_line = Text::from_bytes(line.to_bytes().iter().copied());
    info.rsdp = Some(reader.raw().rsdp_paddr).filter(|address| *address != 0);
    info
}

fn place(start: u64, size: u64) -> Range<u64> {
    start..start.saturating_add(size)
}

fn used(entry: &MemmapTableEntry) -> Use {
    match entry.ty() {
        MemmapType::Ram => Use::Free,
        MemmapType::Acpi => Use::Acpi,
        MemmapType::Nvs => Use::AcpiNvs,
        MemmapType::Unusable => Use::Broken,
        _ => Use::Reserved,
    }
}
