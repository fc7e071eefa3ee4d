//! The hardware layer: whatever differs from one architecture to another, and the CPU that
//! it registers for the crates below.

mod cpu;
mod percpu;
#[cfg(target_arch = "riscv64")]
pub mod riscv64;
mod stacks;
mod wait;
#[cfg(target_arch = "x86_64")]
pub mod x86_64;

#[cfg(target_arch = "riscv64")]
use self::riscv64 as arch;
#[cfg(target_arch = "x86_64")]
use self::x86_64 as arch;

pub use self::arch::cpu::{EndTurn, number, sleep, wait_for_interrupt};
pub use self::arch::exit::exit;
pub use self::arch::timer::{start_timer, stop_timer, wait_periods};
pub use self::cpu::ThisCpu;
pub use self::percpu::PerCpu;
pub use self::stacks::{STACK, STACKS};
pub use self::wait::wait_until;

/// How many CPUs there are. The command line of QEMU says so, too (.cargo/config.toml).
pub const CPUS: usize = 4;
