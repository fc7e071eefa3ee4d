//! The high precision event timer's table.

use super::register::Register;

/// The bytes of the table.
pub(super) const LEAST: usize = 56;

/// Where the timer's registers are in memory.
pub(super) fn registers(table: &[u8]) -> Option<u64> {
    match Register::at(table, 40)? {
        Register::Memory(address) => Some(address),
        Register::Port(_) => None,
    }
}
