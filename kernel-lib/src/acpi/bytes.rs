//! Numbers in tables: the lowest byte first, at any address.

/// The number of `N` bytes at `offset`, if the table reaches so far.
fn array<const N: usize>(table: &[u8], offset: usize) -> Option<[u8; N]> {
    table.get(offset..)?.first_chunk().copied()
}

pub(super) fn u8_at(table: &[u8], offset: usize) -> Option<u8> {
    table.get(offset).copied()
}

pub(super) fn u16_at(table: &[u8], offset: usize) -> Option<u16> {
    array(table, offset).map(u16::from_le_bytes)
}

pub(super) fn u32_at(table: &[u8], offset: usize) -> Option<u32> {
    array(table, offset).map(u32::from_le_bytes)
}

pub(super) fn u64_at(table: &[u8], offset: usize) -> Option<u64> {
    array(table, offset).map(u64::from_le_bytes)
}

/// Whether the bytes add up to 0, as those of every table must.
pub(super) fn add_up(table: &[u8]) -> bool {
    table
        .iter()
        .fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
        == 0
}
