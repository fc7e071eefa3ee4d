//! The interrupt flag of an architecture.

#[cfg(any(target_arch = "riscv32", target_arch = "riscv64"))]
pub mod riscv;
#[cfg(target_arch = "x86_64")]
pub mod x86_64;
