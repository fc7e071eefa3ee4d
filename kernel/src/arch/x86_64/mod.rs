/// A CPU: its number, data, descriptors, vectors and interrupt controller.
pub(crate) mod cpu;
/// The image's layout, its page tables and its stacks.
pub(crate) mod memory;
/// Starting the other CPUs, and giving them work.
pub(crate) mod smp;
/// Exceptions, interrupts, panics and backtraces.
pub(crate) mod trap;
