//! The vectors' entry code: saves the registers, calls Rust, and restores them.

use core::arch::{global_asm, naked_asm};
use x86_64::VirtAddr;

use super::exception::trap;
use super::handlers::{HANDLERS, handle};
use crate::arch::cpu::vector::{FIRST_INTERRUPT, SPURIOUS, WITH_CODE};

/// Bytes from one stub to the next.
const STRIDE: usize = 16;

unsafe extern "C" {
    static trap_stubs: u8;
}

/// The entry of `vector`.
pub(super) fn entry(vector: u8) -> VirtAddr {
    VirtAddr::from_ptr(&raw const trap_stubs) + (usize::from(vector) * STRIDE) as u64
}

// One stub for each vector, in order. Each sees to it that there is an error code, the CPU's
// or 0, and pushes its number.
global_asm!(
    r#"
    .pushsection .text.stubs, "ax"
    .balign {STRIDE}
trap_stubs:
    .set stub_vector, 0
    .rept 256
    .balign {STRIDE}
    .if stub_vector >= {FIRST_INTERRUPT} || (({WITH_CODE} >> stub_vector) & 1) == 0
    pushq $0
    .endif
    pushq $stub_vector
    .if stub_vector >= {FIRST_INTERRUPT} && stub_vector != {SPURIOUS}
    jmp {interrupt}
    .else
    jmp {exception}
    .endif
    .set stub_vector, stub_vector + 1
    .endr
    .popsection
    "#,
    STRIDE = const STRIDE,
    WITH_CODE = const WITH_CODE,
    FIRST_INTERRUPT = const FIRST_INTERRUPT,
    SPURIOUS = const SPURIOUS,
    interrupt = sym interrupt,
    exception = sym exception,
    options(att_syntax),
);

/// Has an interrupt handled: saves what a call may change, and nothing else. An interrupt that
/// nobody handles goes on as an exception. The CPU has aligned the stack and pushed 5 words, the
/// stub 2, and 9 more follow: the call finds it aligned.
#[unsafe(naked)]
unsafe extern "sysv64" fn interrupt() {
    naked_asm!(
        "push rdi",
        "push rsi",
        "movzx edi, byte ptr [rsp + 16]",
        // What the handler relies on was written before the handler: loads of x86 stay in order.
        "mov rsi, [{handlers} + rdi * 8]",
        "test rsi, rsi",
        "jz 2f",
        "push rax",
        "push rcx",
        "push rdx",
        "push r8",
        "push r9",
        "push r10",
        "push r11",
        "cld",
        "call {handle}",
        "pop r11",
        "pop r10",
        "pop r9",
        "pop r8",
        "pop rdx",
        "pop rcx",
        "pop rax",
        "pop rsi",
        "pop rdi",
        "add rsp, 16",
        "iretq",
        "2: pop rsi",
        "pop rdi",
        "jmp {exception}",
        handlers = sym HANDLERS,
        handle = sym handle,
        exception = sym exception,
    )
}

/// Completes a [`TrapFrame`](super::frame::TrapFrame). The CPU has aligned the
/// stack and pushed 5 words, and 17 more follow: the call finds it aligned.
#[unsafe(naked)]
unsafe extern "sysv64" fn exception() {
    naked_asm!(
        "push rax",
        "push rbx",
        "push rcx",
        "push rdx",
        "push rsi",
        "push rdi",
        "push rbp",
        "push r8",
        "push r9",
        "push r10",
        "push r11",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "cld",
        "mov rdi, rsp",
        "call {trap}",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop r11",
        "pop r10",
        "pop r9",
        "pop r8",
        "pop rbp",
        "pop rdi",
        "pop rsi",
        "pop rdx",
        "pop rcx",
        "pop rbx",
        "pop rax",
        "add rsp, 16",
        "iretq",
        trap = sym trap,
    )
}
