//! Where a device's register is.

use super::bytes::{u8_at, u64_at};

/// Where a device's register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// This port.
    Port(u16),
    /// This physical address.
    Memory(u64),
}

impl Register {
    /// The register that a generic address structure at `offset` names: none if it is of a
    /// kind that the kernel has no way to, or if the table ends before it does.
    pub(super) fn at(table: &[u8], offset: usize) -> Option<Self> {
        const MEMORY: u8 = 0;
        const PORT: u8 = 1;
        let space = u8_at(table, offset)?;
        let address = u64_at(table, offset + 4).filter(|address| *address != 0)?;
        match space {
            MEMORY => Some(Self::Memory(address)),
            PORT => address.try_into().ok().map(Self::Port),
            _ => None,
        }
    }

    /// The port of this number, unless it is 0.
    pub(super) fn port(number: u32) -> Option<Self> {
        let number = number.try_into().ok().filter(|number| *number != 0)?;
        Some(Self::Port(number))
    }
}
