//! From the loader's jump to the kernel, on each CPU.
//!
//! A PVH loader enters on one CPU in 32-bit mode. That one has the others start in real mode,
//! in a page below 1 MiB, from which they come the way that it came. The lowest 4 GiB are
//! mapped where they are. Whoever is the first to count is CPU 0.

use crate::entry::x86_64::interrupts;
use crate::hardware::x86_64::{apic, cpu};
use crate::hardware::{CPUS, STACK, STACKS};
use crate::run::run;
use core::arch::global_asm;
use core::ptr::with_exposed_provenance_mut;

/// Where the other CPUs start.
const START: usize = 0x8000;

global_asm!(
    r#"
    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 8, 18                          # lengths of name and value; the entry's address
    .asciz "Xen"
    .quad pvh_entry

    .section .boot, "ax"
    .code32
    .global pvh_entry
pvh_entry:
    cli
    cld
    # Level 4 and level 3 point to what is below them; level 2 maps 2 MiB each.
    movl $boot_level_3 + 3, boot_level_4
    movl $boot_level_2 + 0x0003, boot_level_3
    movl $boot_level_2 + 0x1003, boot_level_3 + 8
    movl $boot_level_2 + 0x2003, boot_level_3 + 16
    movl $boot_level_2 + 0x3003, boot_level_3 + 24
    movl $0x83, %eax
    xorl %ecx, %ecx
2:  movl %eax, boot_level_2(, %ecx, 8)
    addl $0x200000, %eax
    incl %ecx
    cmpl $2048, %ecx
    jne 2b
    lgdtl boot_gdt_pointer
    ljmpl $0x10, $protected_mode

protected_mode:
    movw $0x18, %ax
    movw %ax, %ds
    movw %ax, %ss
    movl $0x20, %eax                        # PAE
    movl %eax, %cr4
    movl $boot_level_4, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx                  # EFER
    rdmsr
    orl $0x100, %eax                        # LME
    wrmsr
    movl $0x80010011, %eax                  # PG, WP, ET, PE
    movl %eax, %cr0
    ljmpl $0x08, $long_mode

    .code64
long_mode:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movl %eax, %ss
    movl $1, %edi
    lock xaddl %edi, boot_count
    cmpl ${CPUS}, %edi
    jae 2f                                  # there is no room for it
    leal 1(%rdi), %eax
    imull ${STACK}, %eax, %eax
    leaq {STACKS}(%rax), %rsp
    xorl %ebp, %ebp
    call {enter}
2:  cli
    hlt
    jmp 2b

    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00209b0000000000                # 64-bit code
    .quad 0x00cf9b000000ffff                # 32-bit code
    .quad 0x00cf93000000ffff                # data
boot_gdt_pointer:
    .word 31
    .long boot_gdt

    # Copied to {START}.
    .code16
    .global start_begin
start_begin:
    cli
    xorw %ax, %ax
    movw %ax, %ds
    lgdtl {START} + start_gdt_pointer - start_begin
    movl $0x11, %eax                        # ET, PE
    movl %eax, %cr0
    ljmpl $0x10, $protected_mode
start_gdt_pointer:
    .word 31
    .long boot_gdt
    .global start_end
start_end:
    .code64

    .bss
    .balign 4096
boot_level_4: .skip 4096
boot_level_3: .skip 4096
boot_level_2: .skip 4 * 4096
boot_count: .skip 4
    .text
    "#,
    CPUS = const CPUS,
    STACK = const STACK,
    STACKS = sym STACKS,
    START = const START,
    enter = sym enter,
    options(att_syntax),
);

unsafe extern "C" {
    static start_begin: u8;
    static start_end: u8;
}

extern "C" fn enter(cpu: usize) -> ! {
    // SAFETY: each CPU comes here once, with a number of its own.
    unsafe { cpu::install(cpu) };
    if cpu == 0 {
        // SAFETY: the others have not started.
        unsafe { interrupts::prepare() };
    }
    interrupts::load();
    apic::enable();
    if cpu == 0 {
        start_others();
    }
    run(cpu)
}

fn start_others() {
    let begin = &raw const start_begin;
    let length = &raw const start_end as usize - begin as usize;
    let page = with_exposed_provenance_mut::<u8>(START);
    // SAFETY: the page is RAM that nothing else uses, and is mapped.
    unsafe { page.copy_from_nonoverlapping(begin, length) };
    apic::start_others((START >> 12) as u8);
}
