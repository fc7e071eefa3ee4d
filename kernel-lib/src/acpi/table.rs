//! A table, looked at before it is believed.

use super::bytes::{add_up, u8_at, u32_at, u64_at};
use super::fault::{Fault, Signature, Wrong};
use super::memory::PhysicalMemory;

/// The bytes that each table begins with.
pub(super) const HEADER: usize = 36;
/// More bytes no table has: descriptions of large servers come to a tenth of it.
const MOST: u32 = 16 << 20;

/// More tables are not looked at.
const MOST_TABLES: usize = 256;

/// The table at `address`, which has this signature and at least `least` bytes.
pub(super) fn table(
    memory: &impl PhysicalMemory,
    address: u64,
    signature: Signature,
    least: usize,
) -> Result<&[u8], Fault> {
    let fault = |wrong| Fault {
        table: signature,
        address,
        wrong,
    };
    let header = bytes(memory, address, HEADER as u64).ok_or(fault(Wrong::Unreadable))?;
    if !header.starts_with(&signature.0) {
        return Err(fault(Wrong::Unsigned));
    }
    let length = u32_at(header, 4).ok_or(fault(Wrong::Unreadable))?;
    if (length as usize) < least.max(HEADER) {
        return Err(fault(Wrong::Short(length)));
    }
    if length > MOST {
        return Err(fault(Wrong::Long(length)));
    }
    let table = bytes(memory, address, length.into()).ok_or(fault(Wrong::Unreadable))?;
    if !add_up(table) {
        return Err(fault(Wrong::Sum));
    }
    Ok(table)
}

/// The first letters at `address`.
pub(super) fn signature(memory: &impl PhysicalMemory, address: u64) -> Option<Signature> {
    let bytes = bytes(memory, address, 4)?;
    bytes.first_chunk().copied().map(Signature)
}

/// Where the tables are to which the root pointer at `rsdp` leads: the addresses in the RSDT
/// or the XSDT.
pub(super) struct Root<'a> {
    table: &'a [u8],
    wide: bool,
}

impl<'a> Root<'a> {
    pub(super) fn find(memory: &'a impl PhysicalMemory, rsdp: u64) -> Result<Self, Fault> {
        let (narrow, wide) = pointer(memory, rsdp)?;
        let wide = wide.map(|address| table(memory, address, Signature::XSDT, HEADER));
        if let Some(Ok(table)) = wide {
            return Ok(Self { table, wide: true });
        }
        match table(memory, narrow.into(), Signature::RSDT, HEADER) {
            Ok(table) => Ok(Self { table, wide: false }),
            // What is wrong with the better one tells more.
            Err(fault) => Err(wide.and_then(Result::err).unwrap_or(fault)),
        }
    }

    /// The addresses of the tables.
    pub(super) fn addresses(&self) -> impl Iterator<Item = u64> + use<'a> {
        let Self { table, wide } = *self;
        let entry = if wide { 8 } else { 4 };
        let places = (HEADER..table.len()).step_by(entry).take(MOST_TABLES);
        places.map_while(move |at| {
            if wide {
                u64_at(table, at)
            } else {
                u32_at(table, at).map(u64::from)
            }
        })
    }
}

/// Where the RSDT and, if there is one, the XSDT are.
fn pointer(memory: &impl PhysicalMemory, address: u64) -> Result<(u32, Option<u64>), Fault> {
    const LETTERS: &[u8] = b"RSD PTR ";
    const OLD: u64 = 20;
    const NEW: u32 = 36;
    const LONGEST: u32 = 4096;
    let fault = |wrong| Fault {
        table: Signature::RSDP,
        address,
        wrong,
    };
    let unreadable = fault(Wrong::Unreadable);
    let old = bytes(memory, address, OLD).ok_or(unreadable)?;
    if !old.starts_with(LETTERS) {
        return Err(fault(Wrong::Unsigned));
    }
    if !add_up(old) {
        return Err(fault(Wrong::Sum));
    }
    let narrow = u32_at(old, 16).ok_or(unreadable)?;
    let revision = u8_at(old, 15).ok_or(unreadable)?;
    if revision < 2 {
        return Ok((narrow, None));
    }
    let start = bytes(memory, address, NEW.into()).ok_or(unreadable)?;
    let length = u32_at(start, 20).ok_or(unreadable)?;
    if length < NEW {
        return Err(fault(Wrong::Short(length)));
    }
    if length > LONGEST {
        return Err(fault(Wrong::Long(length)));
    }
    let new = bytes(memory, address, length.into()).ok_or(unreadable)?;
    if !add_up(new) {
        return Err(fault(Wrong::Sum));
    }
    let wide = u64_at(new, 24).filter(|address| *address != 0);
    Ok((narrow, wide))
}

fn bytes(memory: &impl PhysicalMemory, address: u64, length: u64) -> Option<&[u8]> {
    let end = address.checked_add(length)?;
    let bytes = memory.bytes(address..end)?;
    (bytes.len() as u64 == length).then_some(bytes)
}
