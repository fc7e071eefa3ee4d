//! The loaders that start the image, each by an entry of its own.

use core::cell::UnsafeCell;
use latchwork_kernel_lib::boot::BootInfo;

use super::{multiboot2, pvh, uefi};

/// What the entry for PVH loaders calls them.
pub(super) const PVH: u32 = 1;

struct Place(UnsafeCell<BootInfo>);

// SAFETY: it is handed out once, by `read`.
unsafe impl Sync for Place {}

/// It is too long for a stack.
static INFO: Place = Place(UnsafeCell::new(BootInfo::new("")));

/// Reads what the loader left at `address`.
///
/// # Safety
///
/// Called once. The number is that of the loader's entry, the address comes from the
/// loader, and low memory is mapped at its physical address.
pub(super) unsafe fn read(loader: u32, address: u32) -> &'static mut BootInfo {
    // SAFETY: the caller calls this once.
    let info = unsafe { &mut *INFO.0.get() };
    *info = match loader {
        // SAFETY: as the caller promises.
        PVH => unsafe { pvh::read(address) },
        // SAFETY: as the caller promises.
        multiboot2::MULTIBOOT2 => unsafe { multiboot2::read(address) },
        // SAFETY: the firmware has been left.
        uefi::UEFI => unsafe { uefi::read() },
        _ => unreachable!("no entry has the number {loader}"),
    };
    info
}
