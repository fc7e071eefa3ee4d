//! The table of lines.

use std::hash::Hasher;

/// Addresses are spread by a multiplication, whose high bits depend on all of theirs: they
/// become the low ones, which say where in a table. Nothing depends on the order of a table.
#[derive(Debug, Default)]
pub(crate) struct ByAddress(u64);

impl Hasher for ByAddress {
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(byte.into());
        }
    }

    fn write_usize(&mut self, value: usize) {
        self.0 = (self.0 ^ value as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
