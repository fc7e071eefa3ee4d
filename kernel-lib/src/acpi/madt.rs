//! CPUs and interrupt controllers: the MADT.

use arrayvec::ArrayVec;

use super::bytes::{u8_at, u16_at, u32_at, u64_at};
use super::fault::{Fault, Signature, Wrong};
use crate::MAX_CPUS;

/// What the MADT says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Madt {
    /// Where each CPU finds the registers of its local APIC.
    pub local_apic: u64,
    /// The CPUs that can be used.
    pub processors: Processors,
    /// The I/O APICs, as many as there is room for.
    pub io_apics: ArrayVec<IoApic, { Madt::IO_APICS }>,
    /// Where interrupts of old devices go otherwise than one would think.
    pub overrides: ArrayVec<Override, { Madt::OVERRIDES }>,
}

/// The CPUs that can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Processors {
    ids: ArrayVec<u32, MAX_CPUS>,
    unlisted: usize,
}

impl Processors {
    /// Only the one whose local APIC has this id.
    pub fn only(id: u32) -> Self {
        let mut only = Self::default();
        only.add(id);
        only
    }

    /// Their local APICs' ids, in the firmware's order.
    pub fn apic_ids(&self) -> &[u32] {
        &self.ids
    }

    /// How many more there are than are listed.
    pub fn unlisted(&self) -> usize {
        self.unlisted
    }

    /// Notes a processor, which some firmware lists twice.
    fn add(&mut self, id: u32) {
        if !self.ids.contains(&id) && self.ids.try_push(id).is_err() {
            self.unlisted += 1;
        }
    }
}

/// An I/O APIC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IoApic {
    /// The physical address of its registers.
    pub address: u64,
    /// The number, among those of the whole system, of its first input.
    pub first: u32,
}

/// Where the interrupt of an old device goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// Its number on the ISA bus.
    pub irq: u8,
    /// Where it goes.
    pub line: Line,
}

/// An input of an I/O APIC, and how a device interrupts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The input's number among those of the whole system.
    pub input: u32,
    /// Whether the device interrupts for as long as the line is active; otherwise it does
    /// when the line becomes active.
    pub level: bool,
    /// Whether the line is active while it is low.
    pub low: bool,
}

impl Madt {
    /// The most I/O APICs.
    pub const IO_APICS: usize = 32;
    /// The most overrides: an ISA bus has 16 interrupts.
    pub const OVERRIDES: usize = 16;
    /// The bytes before its entries.
    pub(super) const LEAST: usize = 44;

    /// Where the ISA bus's interrupt `irq` goes: to the input of that number, at an edge,
    /// unless the firmware says otherwise.
    pub fn line(&self, irq: u8) -> Line {
        self.named(irq).unwrap_or(Line::isa(irq))
    }

    /// Where the firmware itself says that `irq` goes, if it says it.
    pub fn named(&self, irq: u8) -> Option<Line> {
        let named = self.overrides.iter().find(|it| it.irq == irq);
        named.map(|it| it.line)
    }

    /// Reads the `table`, which is at `address` and has at least [`LEAST`](Self::LEAST) bytes.
    pub(super) fn of(table: &[u8], address: u64, faults: &mut impl FnMut(Fault)) -> Self {
        let mut madt = Self {
            local_apic: u32_at(table, 36).map_or(0, u64::from),
            processors: Processors::default(),
            io_apics: ArrayVec::new(),
            overrides: ArrayVec::new(),
        };
        for (offset, entry) in Entries::of(table) {
            let noted = entry.and_then(|entry| madt.note(entry));
            if noted.is_none() {
                let length = u8_at(table, offset + 1).unwrap_or(0);
                faults(Fault {
                    table: Signature::MADT,
                    address,
                    wrong: Wrong::Entry { offset, length },
                });
                break;
            }
        }
        madt
    }

    /// Notes what an entry says; nothing if it is too short for its kind.
    fn note(&mut self, entry: &[u8]) -> Option<()> {
        const LOCAL_APIC: u8 = 0;
        const IO_APIC: u8 = 1;
        const OVERRIDE: u8 = 2;
        const ADDRESS: u8 = 5;
        const LOCAL_X2APIC: u8 = 9;
        /// A CPU's flag: it can be used.
        const ENABLED: u32 = 1 << 0;
        match u8_at(entry, 0)? {
            LOCAL_APIC => {
                let (id, flags) = (u8_at(entry, 3)?, u32_at(entry, 4)?);
                if flags & ENABLED != 0 {
                    self.processors.add(id.into());
                }
            }
            LOCAL_X2APIC => {
                let (id, flags) = (u32_at(entry, 4)?, u32_at(entry, 8)?);
                if flags & ENABLED != 0 {
                    self.processors.add(id);
                }
            }
            IO_APIC => {
                let address = u32_at(entry, 4)?.into();
                let first = u32_at(entry, 8)?;
                // More are not used.
                let _ = self.io_apics.try_push(IoApic { address, first });
            }
            OVERRIDE => {
                let irq = u8_at(entry, 3)?;
                let line = Line::new(u32_at(entry, 4)?, u16_at(entry, 8)?);
                // More than an ISA bus has interrupts are none of its.
                let _ = self.overrides.try_push(Override { irq, line });
            }
            ADDRESS => self.local_apic = u64_at(entry, 4)?,
            _ => {}
        }
        Some(())
    }
}

/// The entries of a table, each with its offset. One that is not whole is nothing, and the
/// last.
pub(super) struct Entries<'a> {
    table: &'a [u8],
    offset: usize,
}

impl<'a> Entries<'a> {
    pub(super) fn of(table: &'a [u8]) -> Self {
        let offset = Madt::LEAST;
        Self { table, offset }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (usize, Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        /// Of its kind and its length: each entry takes the search on by so much at least.
        const LEAST: usize = 2;
        let offset = self.offset;
        let rest = self.table.get(offset..).filter(|rest| !rest.is_empty())?;
        let length = u8_at(rest, 1).map(usize::from);
        let length = length.filter(|length| *length >= LEAST);
        let entry = length.and_then(|length| rest.get(..length));
        self.offset = entry.map_or(self.table.len(), |entry| offset + entry.len());
        Some((offset, entry))
    }
}

impl Line {
    /// Where an interrupt of the ISA bus goes that nothing else is said of.
    pub fn isa(irq: u8) -> Self {
        Self::new(irq.into(), 0)
    }

    /// A line with the flags of an override. What they leave to the bus is as the ISA bus
    /// has it: an edge, and high.
    fn new(input: u32, flags: u16) -> Self {
        const SET: u16 = 0b11;
        Self {
            input,
            level: flags >> 2 & SET == SET,
            low: flags & SET == SET,
        }
    }
}
