//! All tables that the kernel asks, in one go.

use super::fadt::Fadt;
use super::fault::{Fault, Signature, Wrong};
use super::hpet;
use super::madt::Madt;
use super::memory::PhysicalMemory;
use super::sleep::SleepTypes;
use super::table::{HEADER, Root, signature, table};

/// What the tables say. It refers to none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acpi {
    /// CPUs and interrupt controllers.
    pub madt: Option<Madt>,
    /// What all machines have.
    pub fadt: Option<Fadt>,
    /// The physical address of the registers of a high precision event timer.
    pub hpet: Option<u64>,
    /// With which values the machine is switched off.
    pub sleep_types: Option<SleepTypes>,
}

/// Reads the tables in `memory` to which the root pointer at `rsdp` leads. Tells `faults`
/// what is wrong with them; a table that is no good says nothing, and of the MADT what comes
/// before a damaged entry counts.
pub fn read(memory: &impl PhysicalMemory, rsdp: u64, mut faults: impl FnMut(Fault)) -> Acpi {
    let mut acpi = Acpi::default();
    let root = match Root::find(memory, rsdp) {
        Ok(root) => root,
        Err(fault) => {
            faults(fault);
            return acpi;
        }
    };
    let find = |wanted| {
        let mut addresses = root.addresses();
        addresses.find(|address| signature(memory, *address) == Some(wanted))
    };
    let mut good = |wanted, least| {
        let address = find(wanted)?;
        let table = table(memory, address, wanted, least);
        table
            .map(|table| (table, address))
            .map_err(&mut faults)
            .ok()
    };
    let madt = good(Signature::MADT, Madt::LEAST);
    acpi.fadt = good(Signature::FADT, Fadt::LEAST).map(|(table, _)| Fadt::of(table));
    acpi.hpet = good(Signature::HPET, hpet::LEAST).and_then(|(table, _)| hpet::registers(table));
    match madt {
        Some((table, address)) => acpi.madt = Some(Madt::of(table, address, &mut faults)),
        None if find(Signature::MADT).is_some() => {}
        None => faults(Fault {
            table: Signature::MADT,
            address: 0,
            wrong: Wrong::Missing,
        }),
    }

    let dsdt = acpi.fadt.map(|fadt| (fadt.dsdt, Signature::DSDT));
    let more = root.addresses().filter_map(|address| {
        let found = signature(memory, address) == Some(Signature::SSDT);
        found.then_some((address, Signature::SSDT))
    });
    for (address, signature) in dsdt.into_iter().chain(more) {
        match table(memory, address, signature, HEADER) {
            Ok(aml) => acpi.sleep_types = SleepTypes::find(&aml[HEADER..]),
            Err(fault) => faults(fault),
        }
        if acpi.sleep_types.is_some() {
            break;
        }
    }
    acpi
}
