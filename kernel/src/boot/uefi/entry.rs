//! The header of the program, where firmware enters it, and its way to what all loaders'
//! entries go on with.

use core::arch::global_asm;

use latchwork_kernel_lib::protocol::{EXIT_PORT, Outcome};
use uefi_raw::Status;

use super::leave::{UEFI, enter};
use crate::arch::cpu::control::{CR0, CR4, EFER, EFER_MSR};
use crate::arch::memory::stacks::{BOOT_STACK_TOP, BOOT_STACKS};

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
    .global uefi_command_line
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
