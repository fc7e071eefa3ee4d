//! The handlers' entry code: saves the registers, calls Rust, and restores them.

use core::arch::naked_asm;

use super::exception::trap;

/// The entry of a vector for which the CPU pushes no error code.
#[unsafe(naked)]
pub(super) unsafe extern "sysv64" fn plain<const VECTOR: u8>() {
    naked_asm!(
        "push 0",
        "push {vector}",
        "jmp {common}",
        vector = const VECTOR,
        common = sym common,
    )
}

/// The entry of a vector for which the CPU pushes an error code.
#[unsafe(naked)]
pub(super) unsafe extern "sysv64" fn with_code<const VECTOR: u8>() {
    naked_asm!(
        "push {vector}",
        "jmp {common}",
        vector = const VECTOR,
        common = sym common,
    )
}

/// Completes a [`TrapFrame`](super::frame::TrapFrame). The CPU has aligned the
/// stack and pushed 5 words, and 17 more follow: the call finds it aligned.
#[unsafe(naked)]
unsafe extern "sysv64" fn common() {
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
