//! Which CPUs there are, from ACPI's MADT.

use acpi::madt::{Madt, MadtEntry};
use acpi::{AcpiHandler, AcpiTables, PhysicalMapping};
use core::cell::RefCell;
use core::ptr::NonNull;

use crate::arch::memory::paging::AddressSpace;

/// More than this many processors are counted, not listed.
const LISTED: usize = 256;
/// A MADT entry's flag: the processor can be started.
const ENABLED: u32 = 1 << 0;

/// The machine's usable processors.
pub(crate) struct Processors {
    /// Where each finds its local APIC's registers.
    pub(crate) local_apic: u64,
    ids: [u32; LISTED],
    found: usize,
}

impl Processors {
    /// Their local APICs' ids, in the firmware's order.
    pub(crate) fn apic_ids(&self) -> &[u32] {
        &self.ids[..self.found.min(LISTED)]
    }

    /// How many more there are than are listed.
    pub(crate) fn unlisted(&self) -> usize {
        self.found.saturating_sub(LISTED)
    }

    /// Notes a processor, which some firmware lists twice.
    fn add(&mut self, id: u32) {
        if self.apic_ids().contains(&id) {
            return;
        }
        if let Some(free) = self.ids.get_mut(self.found) {
            *free = id;
        }
        self.found += 1;
    }
}

/// Reads the tables whose root pointer is at physical address `rsdp`.
///
/// # Safety
///
/// The address is the firmware's or the loader's.
pub(crate) unsafe fn processors(space: &mut AddressSpace, rsdp: usize) -> Processors {
    let mapper = Mapper(&RefCell::new(space));
    // SAFETY: as the caller promises.
    let tables = unsafe { AcpiTables::from_rsdp(mapper, rsdp) };
    let tables =
        tables.unwrap_or_else(|error| panic!("ACPI: no tables from RSDP {rsdp:#x}: {error:?}"));
    let madt = tables
        .find_table::<Madt>()
        .unwrap_or_else(|error| panic!("ACPI: no table of processors (MADT): {error:?}"));

    let mut processors = Processors {
        local_apic: u64::from(madt.get().local_apic_address),
        ids: [0; LISTED],
        found: 0,
    };
    for entry in madt.get().entries() {
        match entry {
            MadtEntry::LocalApic(entry) if entry.flags & ENABLED != 0 => {
                processors.add(u32::from(entry.apic_id));
            }
            MadtEntry::LocalX2Apic(entry) if entry.flags & ENABLED != 0 => {
                processors.add(entry.x2apic_id);
            }
            MadtEntry::LocalApicAddressOverride(entry) => {
                processors.local_apic = entry.local_apic_address;
            }
            _ => {}
        }
    }
    processors
}

/// Lets the `acpi` crate read physical memory.
#[derive(Clone)]
struct Mapper<'a>(&'a RefCell<&'a mut AddressSpace>);

impl AcpiHandler for Mapper<'_> {
    unsafe fn map_physical_region<T>(
        &self,
        physical_address: usize,
        size: usize,
    ) -> PhysicalMapping<Self, T> {
        // SAFETY: the caller says that a table is there.
        let start = unsafe {
            self.0
                .borrow_mut()
                .readable(physical_address as u64, size as u64)
        };
        let start = NonNull::new(start.as_mut_ptr()).expect("nothing is mapped at 0");
        // SAFETY: the region is mapped for good.
        unsafe { PhysicalMapping::new(physical_address, start, size, size, self.clone()) }
    }

    fn unmap_physical_region<T>(_region: &PhysicalMapping<Self, T>) {}
}
