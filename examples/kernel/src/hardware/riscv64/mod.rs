//! RISC-V in supervisor mode, over the firmware's SBI, on QEMU's `virt`.

pub mod cpu;
pub mod exit;
pub mod sbi;
pub mod timer;

/// The interrupt flag.
pub use latchwork_cpu::riscv as flag;
