//! Where things are, physically and virtually.
//!
//! | virtual | what | how |
//! |---|---|---|
//! | `0xffff_8000_0000_0000` + physical | RAM, tables and devices below 64 TiB | RW, the image's code and constants R |
//! | `0xffff_c000_0000_0000` and above | stacks of the CPUs that others start | RW |
//! | `0xffff_d000_0000_0000` | a page that a self-test maps | RW or R |
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
pub(crate) const DIRECT_LIMIT: u64 = 64 << 40;
/// Where the stacks of CPUs are, but for the boot CPU's.
pub(crate) const STACKS_BASE: u64 = 0xffff_c000_0000_0000;
/// A page that nothing is mapped at, but in a self-test.
pub(crate) const TEST_PAGE: u64 = 0xffff_d000_0000_0000;
/// Below it physical memory is mapped at its address as long as the boot code's tables are
/// in use.
pub(crate) const BOOT_LIMIT: u64 = 1 << 30;
/// Memory below it is left to what can use no other: the start of CPUs, old devices.
pub(crate) const LOW_LIMIT: u64 = 1 << 20;
/// The page that CPUs start in: below 1 MiB, and RAM on every PC.
pub(crate) const TRAMPOLINE: u64 = 0x8000;
/// Addresses below it fit the registers of a CPU that starts.
pub(crate) const STARTUP_LIMIT: u64 = 4 << 30;

unsafe extern "C" {
    // Named by image.ld; only their addresses mean something.
    static text_start: u8;
    static text_end: u8;
    static rodata_start: u8;
    static rodata_end: u8;
    static data_start: u8;
    static data_end: u8;
    static image_begin: u8;
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

/// Where the boot code, its page tables and its stack lie in physical memory.
pub(crate) fn boot() -> Range<u64> {
    // The boot code runs where it is loaded.
    &raw const image_begin as u64..image_to_physical(text().start).as_u64()
}

/// Where the image's code lies in physical memory.
pub(crate) fn code() -> Range<u64> {
    let code = text();
    image_to_physical(code.start).as_u64()..image_to_physical(code.end).as_u64()
}

/// Where the image lies in physical memory, without the boot code.
pub(crate) fn image() -> Range<u64> {
    image_to_physical(text().start).as_u64()..image_to_physical(data().end).as_u64()
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

/// How far virtual addresses of the direct map are above physical ones.
pub(crate) fn direct_offset() -> VirtAddr {
    VirtAddr::new(DIRECT_BASE)
}
