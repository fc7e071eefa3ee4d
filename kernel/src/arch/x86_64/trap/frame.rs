//! What a CPU was doing when it was interrupted.

use core::fmt::{self, Display, Formatter};

/// The registers, as the entry code pushes them, lowest address first.
#[derive(Debug)]
#[repr(C)]
pub(super) struct TrapFrame {
    pub(super) r15: u64,
    pub(super) r14: u64,
    pub(super) r13: u64,
    pub(super) r12: u64,
    pub(super) r11: u64,
    pub(super) r10: u64,
    pub(super) r9: u64,
    pub(super) r8: u64,
    pub(super) rbp: u64,
    pub(super) rdi: u64,
    pub(super) rsi: u64,
    pub(super) rdx: u64,
    pub(super) rcx: u64,
    pub(super) rbx: u64,
    pub(super) rax: u64,
    /// Pushed by the entry's stub; only the low byte means something.
    pub(super) vector: u64,
    /// Pushed by the CPU, or 0.
    pub(super) error_code: u64,
    pub(super) rip: u64,
    pub(super) cs: u64,
    pub(super) rflags: u64,
    pub(super) rsp: u64,
    pub(super) ss: u64,
}

impl TrapFrame {
    pub(super) fn vector(&self) -> u8 {
        self.vector as u8
    }
}

/// A table of all registers, without a line's end.
impl Display for TrapFrame {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rows = [
            [("rax", self.rax), ("rbx", self.rbx), ("rcx", self.rcx)],
            [("rdx", self.rdx), ("rsi", self.rsi), ("rdi", self.rdi)],
            [("rbp", self.rbp), ("rsp", self.rsp), ("r8", self.r8)],
            [("r9", self.r9), ("r10", self.r10), ("r11", self.r11)],
            [("r12", self.r12), ("r13", self.r13), ("r14", self.r14)],
            [
                ("r15", self.r15),
                ("rip", self.rip),
                ("rflags", self.rflags),
            ],
            [("cs", self.cs), ("ss", self.ss), ("error", self.error_code)],
        ];
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            for (name, value) in row {
                write!(f, "  {name:<6} {value:016x}")?;
            }
        }
        Ok(())
    }
}
