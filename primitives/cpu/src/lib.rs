//! What a lock must know of the CPU it runs on, and nothing else of a kernel.
//!
//! A kernel implements [`Cpu`] once: which CPU this is, how interrupts are turned off and on,
//! and where the CPU's [`Nesting`] is; and [`CurrentCpu`], if it uses locks with a place for
//! each CPU. What stands below that kernel
//! is generic over it, or uses [`Registered`], which calls whatever the kernel has handed to
//! [`register!`].
//!
//! ```
//! use latchwork_cpu::{Cpu, Nesting, Nestings};
//! # const USE: &str = "
//! use latchwork_cpu::x86_64 as arch;
//! # ";
//! # mod arch {
//! #     pub fn interrupts_off() -> bool { false }
//! #     pub unsafe fn interrupts_on() {}
//! # }
//!
//! struct ThisCpu;
//! static NESTINGS: Nestings<64> = Nestings::new();
//!
//! // SAFETY: each CPU has its own number, the flag is its own, and so is its element of
//! // `NESTINGS`; nothing here preempts threads.
//! unsafe impl Cpu for ThisCpu {
//!     fn index() -> usize {
//!         # fn number_from_per_cpu_data() -> usize { 0 }
//!         number_from_per_cpu_data()
//!     }
//!     fn interrupts_off() -> bool {
//!         arch::interrupts_off()
//!     }
//!     unsafe fn interrupts_on() {
//!         // SAFETY: the caller's promise.
//!         unsafe { arch::interrupts_on() }
//!     }
//!     fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
//!         look(NESTINGS.of(Self::index()))
//!     }
//! }
//!
//! latchwork_cpu::register!(ThisCpu);
//!
//! use latchwork_cpu::{Registered, interrupts};
//! assert_eq!(interrupts::without::<Registered, _>(|| 2 + 2), 4);
//! ```
//!
//! | | |
//! |---|---|
//! | [`interrupts`] | sections with interrupts off, which nest |
//! | [`preemption`] | sections in which the thread stays on its CPU, which nest |
//! | [`Nesting`] | how deep a CPU is in both |
//! | `Host` | threads as CPUs, for tests (feature `host`) |
//! | `x86_64`, `riscv` | the flag of this architecture, for a kernel's hooks |

#![cfg_attr(not(feature = "host"), no_std)]

// What a kernel says.
mod cpu;
mod registered;

// What is built on it.
pub mod interrupts;
mod nesting;
pub mod preemption;

// The flag of an architecture, and threads in place of CPUs.
mod arch;
#[cfg(feature = "host")]
mod host;

#[cfg(any(target_arch = "riscv32", target_arch = "riscv64"))]
pub use arch::riscv;
#[cfg(target_arch = "x86_64")]
pub use arch::x86_64;
pub use cpu::{Cpu, CurrentCpu};
#[cfg(feature = "host")]
pub use host::Host;
pub use nesting::{Nesting, Nestings};
pub use registered::Registered;
#[doc(hidden)]
pub use registered::hooks;

/// The example of this crate's README.
#[cfg(all(doctest, feature = "host"))]
#[doc = include_str!("../README.md")]
mod readme {}
