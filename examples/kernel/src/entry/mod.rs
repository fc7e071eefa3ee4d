//! Where the hardware comes in: at the start of a CPU, and at an interrupt.

#[cfg(target_arch = "riscv64")]
mod riscv64;
#[cfg(target_arch = "x86_64")]
mod x86_64;
