//! The loaders that start the image, each by an entry of its own.

use latchwork_kernel_lib::boot::BootInfo;

use super::pvh;

/// What the entry for PVH loaders calls them.
pub(super) const PVH: u32 = 1;

/// Reads what the loader left at `address`.
///
/// # Safety
///
/// The number is that of the loader's entry, the address comes from the loader, and low
/// memory is mapped at its physical address.
pub(super) unsafe fn read(loader: u32, address: u32) -> BootInfo {
    match loader {
        // SAFETY: as the caller promises.
        PVH => unsafe { pvh::read(address) },
        _ => unreachable!("no entry has the number {loader}"),
    }
}
