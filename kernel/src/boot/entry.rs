//! From the loader's jump to Rust, on the boot CPU.
//!
//! UEFI firmware enters in `uefi/entry.rs`, which joins below in 64-bit mode. A PVH loader enters
//! here, a Multiboot2 loader by way of `multiboot2.rs`: in 32-bit protected mode without
//! paging, with the physical address of what it says in `ebx`. The
//! code below sees to it that the machine is fit (`fit.rs`), maps the lowest GiB of physical
//! memory twice, at 0 and at the image's offset, and goes on in long mode. Other CPUs come
//! through the same tables.

use core::arch::global_asm;

use super::loader::PVH;
use super::start::start;
use crate::arch::cpu::control::{CR0, CR4, EFER, EFER_MSR};
use crate::arch::memory::stacks::{BOOT_STACK_TOP, BOOT_STACKS};

pvh::xen_elfnote_phys32_entry!(pvh_entry);

unsafe extern "C" {
    fn pvh_entry() -> !;
}

global_asm!(
    r#"
    .section .boot.text, "ax"
    .code32
    .global pvh_entry
pvh_entry:
    cli
    cld
    movl $boot_stack_top, %esp
    call boot_look
    movl ${PVH}, %edi

# What every loader's entry goes on with: edi is the loader's number, ebx where it has
# left what it says.
    .global boot_enter
boot_enter:
    movl %ebx, %esi                         # start's arguments: edi, esi

    # Level 4 and level 3 each map 0 and the image's offset to the same table.
    movl $boot_level_3 + {TABLE}, boot_level_4
    movl $boot_level_3 + {TABLE}, boot_level_4 + 511 * 8
    movl $boot_level_2 + {TABLE}, boot_level_3
    movl $boot_level_2 + {TABLE}, boot_level_3 + 510 * 8
    movl ${LARGE_PAGE}, %eax
    xorl %ecx, %ecx
2:  movl %eax, boot_level_2(, %ecx, 8)
    addl $0x200000, %eax
    incl %ecx
    cmpl $512, %ecx
    jne 2b

    movl ${CR4}, %eax
    movl %eax, %cr4
    movl $boot_level_4, %eax
    movl %eax, %cr3
    movl ${EFER_MSR}, %ecx
    rdmsr
    orl ${EFER}, %eax
    wrmsr
    movl ${CR0}, %eax
    movl %eax, %cr0
    lgdtl boot_gdt_pointer
    ljmpl $8, $boot_long

# Where every loader's entry arrives, in 64-bit mode.
    .code64
    .global boot_long
boot_long:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movl %eax, %ss
    movq ${STACKS} + {STACK_TOP}, %rsp
    xorl %ebp, %ebp                         # backtraces end here
    movabsq ${start}, %rax
    callq *%rax
    ud2

    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00209b0000000000                # 64-bit code, already accessed
    .global boot_gdt_pointer
boot_gdt_pointer:
    .word 15
    .quad boot_gdt

    .section .boot.tables, "aw", @nobits
    .balign 4096
    .global boot_level_4
boot_level_4: .skip 4096
    .global boot_level_3
boot_level_3: .skip 4096
    .global boot_level_2
boot_level_2: .skip 4096
boot_stack: .skip 256
    .global boot_stack_top
boot_stack_top:
    "#,
    TABLE = const 0b11,                     // present, writable
    LARGE_PAGE = const 0b1000_0011,         // present, writable, 2 MiB
    PVH = const PVH,
    CR4 = const CR4,
    CR0 = const CR0,
    EFER_MSR = const EFER_MSR,
    EFER = const EFER,
    STACKS = sym BOOT_STACKS,
    STACK_TOP = const BOOT_STACK_TOP,
    start = sym start,
    options(att_syntax),
);
