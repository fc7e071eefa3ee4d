//! What UEFI firmware says, and how it is left.
//!
//! The image is its own loader here: flattened (`cargo xtask boot --uefi` does that), it is
//! a PE program, whose header is the image's first page. The firmware loads it where it is
//! linked, or not at all, and enters it in 64-bit mode on its own tables, which map memory
//! at its address.

use core::arch::global_asm;
use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::fmt::{self, Write};
use core::{ptr, slice};

use latchwork_kernel_lib::boot::{
    BootInfo, Channel, FirmwareMapError, Framebuffer, MemoryMap, Text, note_memory,
};
use latchwork_kernel_lib::protocol::{CpuFeature, EXIT_PORT, Outcome};
use uefi_raw::protocol::console::{
    GraphicsOutputProtocol, GraphicsPixelFormat, SimpleTextOutputProtocol,
};
use uefi_raw::table::boot::{BootServices, MemoryDescriptor};
use uefi_raw::table::configuration::ConfigurationTable;
use uefi_raw::table::system::SystemTable;
use uefi_raw::{Guid, Handle, Status, guid};
use x86_64::instructions::port::Port;

use crate::arch::cpu::control::{CR0, CR4, EFER, EFER_MSR};
use crate::arch::cpu::feature;
use crate::arch::memory::stacks::{BOOT_STACK_TOP, BOOT_STACKS};

/// What the entry for UEFI firmware calls it.
pub(super) const UEFI: u32 = 3;

/// The bytes of a page, to which the program's parts are aligned in the file, too.
const PAGE: u32 = 4096;
/// Parts of the program, each with a row in its header.
const PARTS: u16 = 6;
/// What a part may be used for, as PE files say it.
const CODE: u32 = 0x6000_0020;
const CONSTANTS: u32 = 0x4000_0040;
const VARIABLES: u32 = 0xc000_0040;

// The names in `pe_…` are image.ld's: how far parts begin behind the image, and their sizes.
// Rust's code runs where the image is linked, so what is mapped there is added to a copy of
// the firmware's tables before `enter` is called. All else of the firmware's stays as it is
// until `enter` has left it.
global_asm!(
    r#"
    .section .boot.pe, "a"
uefi_program:
    .ascii "MZ"
    .skip 58
    .long uefi_header - uefi_program
uefi_header:
    .ascii "PE\0\0"
    .word 0x8664                            # x86-64
    .word {PARTS}
    .long 0, 0, 0
    .word uefi_parts - uefi_optional
    .word 0x23                              # at its address only, a program, of 64 bits
uefi_optional:
    .word 0x20b                             # 64 bits
    .byte 0, 0
    .long pe_text_size, pe_data_file, 0
    .long pe_entry
    .long pe_text
    .quad image_begin
    .long {PAGE}, {PAGE}
    .word 0, 0, 0, 0, 0, 0
    .long 0
    .long pe_size
    .long {PAGE}                            # of which all this is the first
    .long 0
    .word 10                                # an application of the firmware's
    .word 0
    .quad 0, 0, 0, 0
    .long 0
    .long 6
    .quad 0, 0, 0, 0, 0, 0
uefi_parts:
    .ascii ".cmdline"
    .long {PAGE}, pe_cmdline, {PAGE}, pe_cmdline, 0, 0, 0, {CONSTANTS}
    .ascii ".boot\0\0\0"
    .long pe_boot_size, pe_boot, pe_boot_size, pe_boot, 0, 0, 0, {CODE}
    .ascii ".tables\0"
    .long pe_tables_size, pe_tables, pe_tables_size, pe_tables, 0, 0, 0, {VARIABLES}
    .ascii ".text\0\0\0"
    .long pe_text_size, pe_text, pe_text_size, pe_text, 0, 0, 0, {CODE}
    .ascii ".rodata\0"
    .long pe_rodata_size, pe_rodata, pe_rodata_size, pe_rodata, 0, 0, 0, {CONSTANTS}
    .ascii ".data\0\0\0"
    .long pe_data_size, pe_data, pe_data_file, pe_data, 0, 0, 0, {VARIABLES}

    .section .boot.cmdline, "a"
uefi_command_line:
    .skip {PAGE}

    .section .boot.text, "ax"
    .code64
# By the firmware's convention: rcx is the program's handle, rdx the system table.
    .global uefi_entry
uefi_entry:
    pushq %rbx
    pushq %rsi
    pushq %rdi
    movq %cr4, %rax
    btl $12, %eax
    jc 5f
    movq %cr3, %rbx

    # A copy of the firmware's level 4, with the image's offset beside.
    cld
    movq %rcx, %r8
    movq %rbx, %rsi
    andq $-4096, %rsi
    leaq boot_level_4(%rip), %rdi
    movl $512, %ecx
    rep movsq
    movq $boot_level_3 + {TABLE}, boot_level_4 + 511 * 8
    movq $boot_level_2 + {TABLE}, boot_level_3 + 510 * 8
    movl ${LARGE_PAGE}, %eax
    xorl %ecx, %ecx
2:  movq %rax, boot_level_2(, %rcx, 8)
    addq $0x200000, %rax
    incl %ecx
    cmpl $512, %ecx
    jne 2b
    leaq boot_level_4(%rip), %rax
    movq %rax, %cr3

    movq %r8, %rdi
    movq %rdx, %rsi
    movabsq ${enter}, %rax
    callq *%rax
    testq %rax, %rax
    jz 3f
    movq %rbx, %cr3
    jmp 4f

    # The firmware is left. What loaders enter with, but in 64-bit mode already.
3:  cli
    cld
    movq ${STACKS} + {STACK_TOP}, %rsp
    movq $boot_level_2 + {TABLE}, boot_level_3
    movq $boot_level_3 + {TABLE}, boot_level_4
    leaq boot_level_4 + 8(%rip), %rdi
    xorl %eax, %eax
    movl $510, %ecx
    rep stosq
    leaq boot_level_4(%rip), %rax
    movq %rax, %cr3
    movl ${CR4}, %eax
    movq %rax, %cr4
    movl ${EFER_MSR}, %ecx
    rdmsr
    orl ${EFER}, %eax
    wrmsr
    movl ${CR0}, %eax
    movq %rax, %cr0
    lgdt boot_gdt_pointer(%rip)
    movl ${UEFI}, %edi
    xorl %esi, %esi
    pushq $8
    pushq $boot_long
    lretq

    # Level 4 would not be where it is looked for.
5:  movq 64(%rdx), %rcx
    movl ${LEVEL_5}, %edx
    subq $32, %rsp
    callq *8(%rcx)
    addq $32, %rsp
    movl ${UNFIT}, %eax
    movw ${EXIT_PORT}, %dx
    outl %eax, %dx
    movabsq ${UNSUPPORTED}, %rax
4:  popq %rdi
    popq %rsi
    popq %rbx
    retq
    "#,
    PARTS = const PARTS,
    PAGE = const PAGE,
    CODE = const CODE,
    CONSTANTS = const CONSTANTS,
    VARIABLES = const VARIABLES,
    TABLE = const 0b11,                     // present, writable
    LARGE_PAGE = const 0b1000_0011,         // present, writable, 2 MiB
    enter = sym enter,
    STACKS = sym BOOT_STACKS,
    STACK_TOP = const BOOT_STACK_TOP,
    CR4 = const CR4,
    CR0 = const CR0,
    EFER_MSR = const EFER_MSR,
    EFER = const EFER,
    UEFI = const UEFI,
    LEVEL_5 = sym LEVEL_5,
    UNFIT = const Outcome::Unfit.value(),
    EXIT_PORT = const EXIT_PORT,
    UNSUPPORTED = const Status::UNSUPPORTED.0,
    options(att_syntax),
);

/// It lies where the boot code runs.
#[unsafe(link_section = ".boot.rodata")]
static LEVEL_5: [u16; 52] = text("the kernel does not know page tables of 5 levels\r\n");

/// A text of letters of one byte, with a zero behind, as the firmware prints it.
const fn text<const LENGTH: usize>(text: &str) -> [u16; LENGTH] {
    let text = text.as_bytes();
    let mut letters = [0; LENGTH];
    let mut index = 0;
    while index < text.len() {
        letters[index] = text[index] as u16;
        index += 1;
    }
    assert!(text.len() < LENGTH, "there is no room for its end");
    letters
}

unsafe extern "C" {
    /// A page of the program, in which whoever makes it writes the command line.
    static uefi_command_line: [u8; PAGE as usize];
}

/// Where the ACPI tables are, in the firmware's list: since version 2, and before.
const ACPI: [Guid; 2] = [
    guid!("8868e871-e4f1-11d3-bc22-0080c73c8881"),
    guid!("eb9d2d30-2d88-11d3-9a16-0090273fc14d"),
];

/// What the firmware has said, kept until it is [`read`].
struct Said(UnsafeCell<BootInfo>);

// SAFETY: `enter` writes it, and `read` reads it afterwards, both on the boot CPU.
unsafe impl Sync for Said {}

static SAID: Said = Said(UnsafeCell::new(BootInfo::new("UEFI")));

/// What the firmware has said.
///
/// # Safety
///
/// The firmware has been left.
pub(super) unsafe fn read() -> BootInfo {
    // SAFETY: nobody writes it any more.
    unsafe { (*SAID.0.get()).clone() }
}

/// Notes what the firmware says, and leaves it; says how that went.
///
/// # Safety
///
/// Called once, by the code above, with the firmware's arguments.
unsafe extern "sysv64" fn enter(program: Handle, table: *const SystemTable) -> usize {
    // SAFETY: the firmware's table stays as it is as long as the firmware is not left.
    let table = unsafe { &*table };
    // SAFETY: called once, and nobody reads it before the firmware is left.
    let info = unsafe { &mut *SAID.0.get() };
    // SAFETY: as the caller promises.
    let left = unsafe { leave(program, table, info) };
    let Err(why) = left else {
        return Status::SUCCESS.0;
    };
    // SAFETY: the firmware is there still, if its console is.
    unsafe { tell(table, why) };
    let mut port = Port::<u32>::new(EXIT_PORT);
    // SAFETY: the port is QEMU's isa-debug-exit, or else nobody listens.
    unsafe { port.write(Outcome::Unfit.value()) };
    Status::UNSUPPORTED.0
}

/// Why the kernel does not run here.
enum Refusal {
    /// It needs more of a CPU.
    Lacks,
    /// The firmware does not do what it must: so it calls that, and so it has answered.
    Firmware(&'static str, Status),
    /// Its memory map is not to be read, in these words.
    Map(FirmwareMapError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks => {
                f.write_str("the kernel needs a CPU with more features: this one lacks")?;
                let missing = CpuFeature::NEEDED.into_iter();
                let mut missing = missing.filter(|it| !feature::is_reported(*it));
                missing.try_for_each(|it| write!(f, " {}", it.name()))
            }
            Self::Firmware(what, status) => {
                write!(f, "the firmware gives no {what}: status {:#x}", status.0)
            }
            Self::Map(error) => write!(f, "the firmware's memory map: {error}"),
        }
    }
}

/// Room for the firmware's memory map: some 500 descriptors.
#[repr(align(8))]
struct Room(UnsafeCell<[u8; Room::BYTES]>);

impl Room {
    const BYTES: usize = 24 << 10;
}

// SAFETY: `leave` alone uses it, which is called once.
unsafe impl Sync for Room {}

/// The firmware's memory map.
static MAP: Room = Room(UnsafeCell::new([0; Room::BYTES]));

/// Writes what the firmware says into `info`, and leaves the firmware.
///
/// # Safety
///
/// Called once, with the firmware's arguments.
unsafe fn leave(program: Handle, table: &SystemTable, info: &mut BootInfo) -> Result<(), Refusal> {
    if !CpuFeature::NEEDED.into_iter().all(feature::is_reported) {
        return Err(Refusal::Lacks);
    }
    // SAFETY: the table is the firmware's.
    let services = unsafe { &*table.boot_services };
    // SAFETY: whoever has made the program has written it, and nobody does now.
    let line = unsafe { &uefi_command_line };
    info.command_line = Text::from_bytes(line.iter().copied());
    // SAFETY: the list is the firmware's.
    info.rsdp = unsafe { root_pointer(table) };
    // SAFETY: the services are the firmware's.
    info.framebuffer = unsafe { framebuffer(services) };

    // SAFETY: this is called once.
    let room = unsafe { &mut *MAP.0.get() };
    // The firmware's map changes as long as it runs; one that is not the last is refused.
    let mut status = Status::SUCCESS;
    for _ in 0..8 {
        let (mut size, mut key, mut stride, mut version) = (Room::BYTES, 0, 0, 0);
        // SAFETY: the room is aligned, and as large as is said.
        status = unsafe {
            (services.get_memory_map)(
                &mut size,
                room.as_mut_ptr().cast::<MemoryDescriptor>(),
                &mut key,
                &mut stride,
                &mut version,
            )
        };
        if status != Status::SUCCESS {
            return Err(Refusal::Firmware("memory map", status));
        }
        let mut memory = MemoryMap::new();
        let map = room.get(..size).unwrap_or_default();
        note_memory(&mut memory, map, stride).map_err(Refusal::Map)?;
        // SAFETY: nothing of the firmware's is used any more if it succeeds, but its tables
        // and its stack, which nothing writes to before they are left.
        status = unsafe { (services.exit_boot_services)(program, key) };
        if status == Status::SUCCESS {
            info.memory = memory;
            return Ok(());
        }
    }
    Err(Refusal::Firmware("way out", status))
}

/// Where the ACPI tables are, in the firmware's list.
///
/// # Safety
///
/// The table is the firmware's.
unsafe fn root_pointer(table: &SystemTable) -> Option<u64> {
    let count = table.number_of_configuration_table_entries;
    if count == 0 {
        return None;
    }
    // SAFETY: as the caller promises.
    let list: &[ConfigurationTable] =
        unsafe { slice::from_raw_parts(table.configuration_table, count) };
    let find = |guid: Guid| list.iter().find(|it| it.vendor_guid == guid);
    let found = ACPI.into_iter().find_map(find)?;
    Some(found.vendor_table as u64)
}

/// The first screen that has pixels in memory.
///
/// # Safety
///
/// The services are the firmware's.
unsafe fn framebuffer(services: &BootServices) -> Option<Framebuffer> {
    let mut found: *mut c_void = ptr::null_mut();
    // SAFETY: as the caller promises.
    let status = unsafe {
        (services.locate_protocol)(&GraphicsOutputProtocol::GUID, ptr::null_mut(), &mut found)
    };
    if status != Status::SUCCESS {
        return None;
    }
    // SAFETY: it is the protocol that was asked for.
    let output = unsafe { &*found.cast::<GraphicsOutputProtocol>() };
    // SAFETY: the protocol says in which mode it is.
    let mode = unsafe { output.mode.as_ref() }?;
    // SAFETY: the mode says what it is like.
    let info = unsafe { mode.info.as_ref() }?;
    let masks = info.pixel_information;
    let [red, green, blue] = match info.pixel_format {
        GraphicsPixelFormat::PIXEL_RED_GREEN_BLUE_RESERVED_8_BIT_PER_COLOR => {
            [0xff, 0xff00, 0xff_0000]
        }
        GraphicsPixelFormat::PIXEL_BLUE_GREEN_RED_RESERVED_8_BIT_PER_COLOR => {
            [0xff_0000, 0xff00, 0xff]
        }
        GraphicsPixelFormat::PIXEL_BIT_MASK => [masks.red, masks.green, masks.blue],
        _ => return None,
    };
    Some(Framebuffer {
        address: mode.frame_buffer_base,
        width: info.horizontal_resolution,
        height: info.vertical_resolution,
        pitch: info.pixels_per_scan_line.saturating_mul(4),
        pixel: 4,
        red: Channel::of_mask(red)?,
        green: Channel::of_mask(green)?,
        blue: Channel::of_mask(blue)?,
    })
}

/// Says on the firmware's console why the kernel does not run.
///
/// # Safety
///
/// The table is the firmware's, which has not been left.
unsafe fn tell(table: &SystemTable, why: Refusal) {
    if !table.stdout.is_null() {
        // Nobody is left to be told that this fails.
        let _ = write!(Console(table.stdout), "{why}\r\n");
    }
}

/// The firmware's console.
struct Console(*mut SimpleTextOutputProtocol);

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            let letter = [u16::from(byte), 0];
            // SAFETY: `tell` has it from the firmware's table.
            let output = unsafe { &*self.0 };
            // SAFETY: the text ends with a zero.
            let _ = unsafe { (output.output_string)(self.0, letter.as_ptr()) };
        }
        Ok(())
    }
}
