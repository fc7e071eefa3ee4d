//! Where tables are.

use core::ops::Range;

/// Physical memory, as far as tables may lie there.
pub trait PhysicalMemory {
    /// What is at these addresses, of which there is at least one: as many bytes. Nothing if
    /// they cannot be read.
    fn bytes(&self, addresses: Range<u64>) -> Option<&[u8]>;
}
