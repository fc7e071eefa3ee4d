//! x86-64, on QEMU's `q35`.

pub mod apic;
pub mod cpu;
pub mod exit;
pub mod port;
pub mod timer;
pub mod vector;

/// The interrupt flag.
pub use latchwork_cpu::x86_64 as flag;
