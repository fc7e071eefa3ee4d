//! Whether the machine is fit to run the kernel, looked at before all else.
//!
//! A CPU that lacks a feature resets where the feature is first used, and what is written
//! to memory that is not there is lost: neither could be reported any more by then. So
//! this code needs nothing but the image's first pages and a CPU in 32-bit mode with
//! CPUID. It says on the serial port what is missing, in one line, and ends the run.

use core::arch::global_asm;
use core::mem::{offset_of, size_of};
use latchwork_kernel_lib::protocol::{CpuFeature, EXIT_PORT, Outcome};
use pvh::start_info::{MemmapTableEntry, START_MAGIC_VALUE, StartInfo};

use crate::arch::cpu::feature::{Place, Register, place};
use crate::console::COM1;

/// Where CPUID reports a feature, for the code below.
#[repr(C)]
struct Reported {
    leaf: u32,
    /// A bit of `edx`.
    mask: u32,
    /// Ends with a zero.
    name: [u8; 8],
}

impl Reported {
    const fn of(feature: CpuFeature) -> Self {
        let Place {
            leaf,
            register,
            bit,
        } = place(feature);
        assert!(
            matches!(register, Register::Edx),
            "the code below looks there"
        );
        let text = feature.name().as_bytes();
        let mut name = [0; 8];
        let mut index = 0;
        while index < text.len() {
            name[index] = text[index];
            index += 1;
        }
        assert!(text.len() < name.len(), "the name has no room for its end");
        Self {
            leaf,
            mask: 1 << bit,
            name,
        }
    }
}

const COUNT: usize = CpuFeature::NEEDED.len();

/// It lies where the boot code runs.
#[unsafe(link_section = ".boot.rodata")]
static FEATURES: [Reported; COUNT] = {
    let mut features = [const { Reported::of(CpuFeature::NEEDED[0]) }; COUNT];
    let mut index = 0;
    while index < COUNT {
        features[index] = Reported::of(CpuFeature::NEEDED[index]);
        index += 1;
    }
    features
};

/// RAM that must follow the image, for the first page tables and what else begins there.
const ROOM: u32 = 512 << 10;
/// `MemmapType::Ram`.
const RAM: u32 = 1;

global_asm!(
    r#"
    .section .boot.text, "ax"
    .code32
# Returns if the machine is fit. The loader's start info is at ebx, which is kept.
    .global boot_look
boot_look:
    xorl %ebp, %ebp                         # how many features are missing
    movl ${FEATURES}, %esi
2:  movl {LEAF}(%esi), %edi
    pushl %ebx
    movl %edi, %eax
    andl $0x80000000, %eax
    cpuid
    xorl %edx, %edx
    cmpl %edi, %eax                         # the last leaf of this kind
    jb 3f
    movl %edi, %eax
    xorl %ecx, %ecx
    cpuid
3:  popl %ebx
    testl %edx, {MASK}(%esi)
    jnz 5f
    pushl %esi
    incl %ebp
    cmpl $1, %ebp
    jne 4f
    movl $boot_lacks, %esi
    call boot_print
4:  movb $' ', %al
    call boot_print_byte
    movl (%esp), %esi
    addl ${NAME}, %esi
    call boot_print
    popl %esi
5:  addl ${ROW}, %esi
    cmpl ${FEATURES} + {COUNT} * {ROW}, %esi
    jb 2b
    testl %ebp, %ebp
    jnz boot_refuse

    # What is no start info, or has no memory map, is reported later.
    cmpl ${MAGIC}, (%ebx)
    jne 9f
    movl {MAP}(%ebx), %esi
    movl {ENTRIES}(%ebx), %ecx
    testl %ecx, %ecx
    jz 9f
    xorl %ebp, %ebp                         # where the RAM ends that begins below the image
6:  cmpl ${RAM}, {TYPE}(%esi)
    jne 7f
    cmpl $0, {START} + 4(%esi)
    jne 7f
    movl {START}(%esi), %eax
    cmpl $image_begin, %eax
    ja 7f
    movl {SIZE} + 4(%esi), %edx
    addl {SIZE}(%esi), %eax
    adcl $0, %edx
    jnz 9f                                  # above 4 GiB
    cmpl %eax, %ebp
    jae 7f
    movl %eax, %ebp
7:  addl ${ENTRY}, %esi
    loop 6b
    cmpl $image_end + {ROOM}, %ebp
    jae 9f
    movl $boot_needs, %esi
    call boot_print
    movl $image_end + {ROOM} + 0xfffff, %eax
    shrl $20, %eax
    call boot_print_number
    movl $boot_ends, %esi
    call boot_print
    movl %ebp, %eax
    shrl $20, %eax
    call boot_print_number
    movl $boot_mebibytes, %esi
    call boot_print
    jmp boot_refuse
9:  ret

boot_refuse:
    movb $'\n', %al
    call boot_print_byte
2:  inb %dx, %al
    andb $0x40, %al                         # the last byte is on the wire
    jz 2b
    movl ${UNFIT}, %eax
    movw ${EXIT_PORT}, %dx
    outl %eax, %dx
3:  cli
    hlt
    jmp 3b

# Prints what is at esi, up to a zero.
boot_print:
    lodsb
    testb %al, %al
    jz 2f
    call boot_print_byte
    jmp boot_print
2:  ret

# Prints eax.
boot_print_number:
    movl $10, %ecx
    xorl %edx, %edx
    divl %ecx
    pushl %edx
    testl %eax, %eax
    jz 2f
    call boot_print_number
2:  popl %eax
    addb $'0', %al

# Prints the byte al; dx is the line status register then. A port that is not there reads
# as ready.
boot_print_byte:
    movw ${LINE_STATUS}, %dx
    movb %al, %ah
2:  inb %dx, %al
    testb $0x20, %al
    jz 2b
    movw ${COM1}, %dx
    movb %ah, %al
    outb %al, %dx
    movw ${LINE_STATUS}, %dx
    ret

boot_lacks: .asciz "the kernel needs a CPU with more features: this one lacks"
boot_needs: .asciz "the kernel needs RAM up to "
boot_ends: .asciz " MiB, and this machine's ends at "
boot_mebibytes: .asciz " MiB"
    "#,
    FEATURES = sym FEATURES,
    COUNT = const COUNT,
    ROW = const size_of::<Reported>(),
    LEAF = const offset_of!(Reported, leaf),
    MASK = const offset_of!(Reported, mask),
    NAME = const offset_of!(Reported, name),
    MAGIC = const START_MAGIC_VALUE,
    MAP = const offset_of!(StartInfo, memmap_paddr),
    ENTRIES = const offset_of!(StartInfo, memmap_entries),
    ENTRY = const size_of::<MemmapTableEntry>(),
    START = const offset_of!(MemmapTableEntry, addr),
    SIZE = const offset_of!(MemmapTableEntry, size),
    TYPE = const offset_of!(MemmapTableEntry, ty),
    RAM = const RAM,
    ROOM = const ROOM,
    COM1 = const COM1,
    LINE_STATUS = const COM1 + 5,
    EXIT_PORT = const EXIT_PORT,
    UNFIT = const Outcome::Unfit.value(),
    options(att_syntax),
);
