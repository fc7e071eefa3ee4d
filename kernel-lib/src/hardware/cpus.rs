//! Which CPUs there are.

use super::CpuSet;

/// The CPUs of a machine. They are numbered from 0; which one calls, the kernel's
/// [`Cpu::index`](latchwork_cpu::Cpu::index) says.
///
/// Any CPU may call this in any context.
pub trait Cpus: Sync {
    /// How many CPUs there are, whether they are online or not: at least 1, at most
    /// [`MAX_CPUS`](super::MAX_CPUS), and the same at every call.
    fn present(&self) -> usize;

    /// The CPUs that are online: the calling one is, and all of them are present.
    ///
    /// A CPU that is online takes interrupts, whenever it has them on. It stays online. What it
    /// did before it came online happens before what a caller does that finds it here.
    fn online(&self) -> CpuSet;
}
