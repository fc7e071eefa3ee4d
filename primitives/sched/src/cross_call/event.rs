//! What happens to calls between CPUs.

use super::CpuSet;

/// An event of the log, with what the caller was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CrossCallEvent<const CPUS: usize> {
    /// The CPU calls these, and is going to wait for them.
    Call(CpuSet<CPUS>),
    /// The CPU calls these, and is not going to wait.
    Post(CpuSet<CPUS>),
    /// The CPU wanted to call these without waiting, and was refused: none of its slots was free.
    Refuse(CpuSet<CPUS>),
    /// The CPU begins to run what this one has called it for.
    Start(usize),
    /// The CPU has run what this one has called it for.
    Finish(usize),
    /// The wait for the CPU's latest call is over.
    Return,
}
