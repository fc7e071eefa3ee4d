//! What a Multiboot2 loader says.

use core::arch::global_asm;
use core::cell::UnsafeCell;

use latchwork_kernel_lib::boot::{BootInfo, Channel, Framebuffer, Module, Text, Use};
use multiboot2::{
    BootInformation, BootInformationHeader, FramebufferField, FramebufferTag, FramebufferType,
    MaybeDynSized, MemoryAreaType,
};

use x86_64::VirtAddr;

use crate::arch::memory::layout;

/// What the entry for Multiboot2 loaders calls them.
pub(super) const MULTIBOOT2: u32 = 2;

// What the loader looks for in the first 32 KiB of the image: where to enter it, in 32-bit
// protected mode without paging, with the physical address of the boot information in ebx.
global_asm!(
    r#"
    .section .boot.multiboot2, "a"
    .balign 8
multiboot2_header:
    .long {MAGIC}
    .long {I386}
    .long multiboot2_header_end - multiboot2_header
    .long -({MAGIC} + {I386} + (multiboot2_header_end - multiboot2_header))

    .balign 8
    .word {ENTRY}
    .word 0                                 # not optional
    .long 12
    .long multiboot2_entry

    .balign 8
    .word {SCREEN}
    .word 1                                 # optional
    .long 20
    .long 0, 0, {DEPTH}                     # of any size

    .balign 8
    .word 0                                 # no more tags
    .word 0
    .long 8
multiboot2_header_end:

    .section .boot.text, "ax"
    .code32
multiboot2_entry:
    cli
    cld
    movl $boot_stack_top, %esp
    call boot_look
    movl ${MULTIBOOT2}, %edi
    jmp boot_enter
    .code64
    "#,
    MAGIC = const 0xe852_50d6_u32,
    I386 = const 0,
    ENTRY = const 3,                        // the tag with the entry's address
    SCREEN = const 5,                       // the tag with the screen that is wished for
    DEPTH = const 32,                       // bits of a pixel
    MULTIBOOT2 = const MULTIBOOT2,
    options(att_syntax),
);

/// A root pointer of the ACPI tables.
struct RootPointer(UnsafeCell<[u8; RootPointer::LENGTH]>);

impl RootPointer {
    /// The bytes of a later one; the first ones are shorter.
    const LENGTH: usize = 36;
}

// SAFETY: `read` alone writes to it, which is called once.
unsafe impl Sync for RootPointer {}

/// The loader's own copy may lie in pages of the image that are used for something else
/// before it is read.
static ROOT_POINTER: RootPointer = RootPointer(UnsafeCell::new([0; RootPointer::LENGTH]));

/// Reads what a Multiboot2 loader left at `address`.
///
/// # Safety
///
/// Called once. The address comes from the loader, and low memory is mapped at its physical
/// address.
pub(super) unsafe fn read(address: u32) -> BootInfo {
    let header = address as usize as *const BootInformationHeader;
    // SAFETY: as the caller promises; nothing writes there before all is read.
    let said = unsafe { BootInformation::load(header) };
    let said = said.unwrap_or_else(|error| {
        panic!("no Multiboot2 information at {address:#x}: {error}");
    });

    let mut info = BootInfo::new("Multiboot2");
    let map = said.memory_map_tag();
    let map = map.expect("the loader gives no memory map");
    let mut note = |start, end, used| {
        let noted = info.memory.add(start..end, used);
        noted.unwrap_or_else(|error| panic!("the loader's memory map: {error}"));
    };
    for area in map.memory_areas() {
        let end = area.start_address().saturating_add(area.size());
        note(area.start_address(), end, used(area.typ()));
    }
    for module in said.module_tags() {
        let place = u64::from(module.start_address())..u64::from(module.end_address());
        note(place.start, place.end, Use::Module);
        // One that has no room here stays in the map.
        let _ = info.modules.try_push(Module { place });
    }
    let line = said.command_line_tag().map_or(&[][..], |tag| tag.payload());
    info.command_line = Text::from_bytes(line.iter().copied());
    let new = said.rsdp_v2_tag().map(|tag| tag.payload());
    let old = || said.rsdp_v1_tag().map(|tag| tag.payload());
    // SAFETY: the caller calls this once.
    info.rsdp = new.or_else(old).map(|bytes| unsafe { keep(bytes) });
    let screen = said.framebuffer_tag().and_then(Result::ok);
    info.framebuffer = screen.and_then(framebuffer);
    info
}

/// Keeps a root pointer of the ACPI tables, and says where.
///
/// # Safety
///
/// Called once.
unsafe fn keep(bytes: &[u8]) -> u64 {
    // SAFETY: the caller calls this once, and nothing else writes there.
    let kept = unsafe { &mut *ROOT_POINTER.0.get() };
    for (to, from) in kept.iter_mut().zip(bytes) {
        *to = *from;
    }
    layout::image_to_physical(VirtAddr::from_ptr(kept)).as_u64()
}

fn used(kind: MemoryAreaType) -> Use {
    match kind {
        MemoryAreaType::Available => Use::Free,
        MemoryAreaType::AcpiAvailable => Use::Acpi,
        MemoryAreaType::ReservedHibernate => Use::AcpiNvs,
        MemoryAreaType::Defective => Use::Broken,
        MemoryAreaType::Reserved | MemoryAreaType::Custom(_) => Use::Reserved,
    }
}

/// The screen, if its pixels have a colour each.
fn framebuffer(tag: &FramebufferTag) -> Option<Framebuffer> {
    let Ok(FramebufferType::RGB { red, green, blue }) = tag.buffer_type() else {
        return None;
    };
    let channel = |field: FramebufferField| Channel {
        shift: field.position,
        bits: field.size,
    };
    Some(Framebuffer {
        address: tag.address(),
        width: tag.width(),
        height: tag.height(),
        pitch: tag.pitch(),
        pixel: tag.bpp().div_ceil(8),
        red: channel(red),
        green: channel(green),
        blue: channel(blue),
    })
}
