/// From the loader's jump to the first line of Rust, and on to the end.
mod boot;
/// The CPUs: their data, descriptors, interrupt controllers, start and work.
pub(crate) mod cpu;
/// The image's layout, its page tables and its stacks.
pub(crate) mod memory;
/// Exceptions, panics and backtraces.
pub(crate) mod trap;
