//! From a start-up interrupt to Rust, on every CPU but the first.
//!
//! The code runs in real mode in a page below 1 MiB, to which it is copied. It
//! enters long mode at once, through tables that map this page at its physical
//! address.

use core::arch::global_asm;
use core::mem::{offset_of, size_of};
use x86_64::{PhysAddr, VirtAddr};

use crate::arch::cpu::control::{CR0, CR4, EFER, EFER_MSR};
use crate::arch::memory::layout::{self, TRAMPOLINE};

const PAGE: usize = 4096;
/// The arguments lie at the page's end.
const ARGUMENTS: usize = PAGE - size_of::<Arguments>();

/// What the code is told.
#[repr(C)]
pub(super) struct Arguments {
    /// The level-4 table to enter long mode with.
    tables: u64,
    /// The stack's top.
    stack: u64,
    /// Called with the two arguments below, and does not return.
    entry: extern "sysv64" fn(cpu: u64, tables: u64) -> !,
    cpu: u64,
    /// The level-4 table to go on with.
    kernel_tables: u64,
}

impl Arguments {
    pub(super) fn new(
        cpu: usize,
        stack: VirtAddr,
        startup: PhysAddr,
        root: PhysAddr,
        entry: extern "sysv64" fn(cpu: u64, tables: u64) -> !,
    ) -> Self {
        Self {
            tables: startup.as_u64(),
            stack: stack.as_u64(),
            entry,
            cpu: cpu as u64,
            kernel_tables: root.as_u64(),
        }
    }
}

unsafe extern "C" {
    static trampoline_begin: [u8; 0];
    static trampoline_end: [u8; 0];
}

/// The page's number, as a start-up interrupt carries it.
pub(super) const STARTUP_PAGE: u8 = (TRAMPOLINE / PAGE as u64) as u8;

/// Copies the code to its page.
///
/// # Safety
///
/// The page is RAM that nothing else uses, and no CPU runs in it.
pub(super) unsafe fn copy() {
    let begin = (&raw const trampoline_begin).cast::<u8>();
    let length = &raw const trampoline_end as usize - begin as usize;
    assert!(length <= ARGUMENTS, "the trampoline does not fit its page");
    // SAFETY: the page is ours, and the direct map reaches it.
    unsafe { page().copy_from_nonoverlapping(begin, length) };
}

/// Says what the next CPU is to do.
///
/// # Safety
///
/// The page is RAM that nothing else uses, and no CPU runs in it.
pub(super) unsafe fn tell(arguments: Arguments) {
    // SAFETY: the page is long enough, and its end is aligned for pointers.
    let place = unsafe { page().add(ARGUMENTS) }.cast::<Arguments>();
    // SAFETY: the page is ours. Volatile: another CPU reads it.
    unsafe { place.write_volatile(arguments) };
}

fn page() -> *mut u8 {
    layout::direct(PhysAddr::new(TRAMPOLINE)).as_mut_ptr()
}

global_asm!(
    r#"
    .section .rodata.trampoline, "a"
    .code16
trampoline_begin:
    cli
    cld
    xorl %eax, %eax
    movw %ax, %ds
    movl ${CR4}, %eax
    movl %eax, %cr4
    movl {ARGUMENTS} + {TABLES}, %eax
    movl %eax, %cr3
    movl ${EFER_MSR}, %ecx
    rdmsr
    orl ${EFER}, %eax
    wrmsr
    lgdtl {PAGE} + trampoline_gdt_pointer - trampoline_begin
    movl ${CR0}, %eax
    movl %eax, %cr0
    ljmpl $8, ${PAGE} + trampoline_long_mode - trampoline_begin

    .code64
trampoline_long_mode:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movl %eax, %ss
    movl ${ARGUMENTS}, %ebx
    movq {STACK}(%rbx), %rsp
    movq {CPU}(%rbx), %rdi
    movq {KERNEL_TABLES}(%rbx), %rsi
    xorl %ebp, %ebp                         # backtraces end here
    callq *{ENTRY}(%rbx)
    ud2

    .balign 8
trampoline_gdt:
    .quad 0
    .quad 0x00209b0000000000                # 64-bit code, already accessed
trampoline_gdt_pointer:
    .word 15
    .long {PAGE} + trampoline_gdt - trampoline_begin
trampoline_end:
    .text
    "#,
    PAGE = const TRAMPOLINE,
    ARGUMENTS = const TRAMPOLINE as usize + ARGUMENTS,
    TABLES = const offset_of!(Arguments, tables),
    STACK = const offset_of!(Arguments, stack),
    CPU = const offset_of!(Arguments, cpu),
    KERNEL_TABLES = const offset_of!(Arguments, kernel_tables),
    ENTRY = const offset_of!(Arguments, entry),
    CR4 = const CR4,
    CR0 = const CR0,
    EFER_MSR = const EFER_MSR,
    EFER = const EFER,
    options(att_syntax),
);
