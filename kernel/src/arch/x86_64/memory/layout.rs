//! Where things are, physically and virtually.
//!
//! | virtual | what | how |
//! |---|---|---|
//! | `0xffff_8000_0000_0000` + physical | RAM, tables and devices below 4 GiB | RW, the image's code and constants R |
//! | `0xffff_ffff_8000_0000` + physical | the image | code RX, constants R, data RW |
//!
//! Nothing is mapped at address 0 and above.

use core::ops::Range;
use x86_64::{PhysAddr, VirtAddr};

/// The image runs this much above where it is loaded.
const KERNEL_BASE: u64 = 0xffff_ffff_8000_0000;
/// Physical memory is mapped this much above its address.
const DIRECT_BASE: u64 = 0xffff_8000_0000_0000;
/// Physical addresses from here on are not mapped.
pub(crate) const DIRECT_LIMIT: u64 = 4 << 30;
/// The page that CPUs start in: below 1 MiB, and RAM on every PC.
pub(crate) const TRAMPOLINE: u64 = 0x8000;

unsafe extern "C" {
    // Named by image.ld; only their addresses mean something.
    static text_start: u8;
    static text_end: u8;
    static rodata_start: u8;
    static rodata_end: u8;
    static data_start: u8;
    static data_end: u8;
    // The root of the boot code's page tables, in boot/entry.rs.
    static boot_level_4: u8;
}

/// The image's code.
pub(crate) fn text() -> Range<VirtAddr> {
    VirtAddr::from_ptr(&raw const text_start)..VirtAddr::from_ptr(&raw const text_end)
}

/// The image's constants.
pub(crate) fn rodata() -> Range<VirtAddr> {
    VirtAddr::from_ptr(&raw const rodata_start)..VirtAddr::from_ptr(&raw const rodata_end)
}

/// The image's variables and stacks.
pub(crate) fn data() -> Range<VirtAddr> {
    VirtAddr::from_ptr(&raw const data_start)..VirtAddr::from_ptr(&raw const data_end)
}

/// Where the root of the boot code's page tables is.
pub(crate) fn boot_tables() -> PhysAddr {
    // The boot code runs where it is loaded.
    PhysAddr::new(&raw const boot_level_4 as u64)
}

/// How far virtual addresses of the image are above physical ones.
pub(crate) fn image_offset() -> VirtAddr {
    VirtAddr::new(KERNEL_BASE)
}

/// Where a part of the image lies in physical memory.
pub(crate) fn image_to_physical(address: VirtAddr) -> PhysAddr {
    PhysAddr::new(address.as_u64() - KERNEL_BASE)
}

/// Where physical memory is mapped.
pub(crate) fn direct(address: PhysAddr) -> VirtAddr {
    assert!(
        address.as_u64() < DIRECT_LIMIT,
        "physical address {address:?} is above what is mapped"
    );
    VirtAddr::new(DIRECT_BASE + address.as_u64())
}
