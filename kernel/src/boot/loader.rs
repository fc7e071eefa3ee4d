//! The loaders that start the image, each by an entry of its own.

use core::cell::UnsafeCell;
use latchwork_kernel_lib::boot::BootInfo;

use super::{multiboot2, pvh, uefi};

/// What the entry for PVH loaders calls them.
pub(super) const PVH: u32 = 1;

struct Place(UnsafeCell<BootInfo>);

// SAFETY: `place` and `read` hand it out, one after the other.
unsafe impl Sync for Place {}

/// It is too long for a stack.
static INFO: Place = Place(UnsafeCell::new(BootInfo::new("")));

/// Where what a loader says belongs, for one that is left before [`read`] is called.
///
/// # Safety
///
/// Called once at most, and not used any more when `read` is called.
pub(super) unsafe fn place() -> &'static mut BootInfo {
    // SAFETY: as the caller promises.
    unsafe { &mut *INFO.0.get() }
}

/// Reads what the loader left at `address`.
///
/// # Safety
///
/// Called once. The number is that of the loader's entry, the address comes from the
/// loader, and low memory is mapped at its physical address.
pub(super) unsafe fn read(loader: u32, address: u32) -> &'static mut BootInfo {
    // SAFETY: the caller calls this once.
    let info = unsafe { &mut *INFO.0.get() };
    match loader {
        // SAFETY: as the caller promises.
        PVH => *info = unsafe { pvh::read(address) },
        // SAFETY: as the caller promises.
        multiboot2::MULTIBOOT2 => *info = unsafe { multiboot2::read(address) },
        // All was read before the firmware was left.
        uefi::UEFI => {}
        _ => unreachable!("no entry has the number {loader}"),
    }
    info
}
