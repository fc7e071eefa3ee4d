//! The hardware, as a kernel sees it: one small trait for each concern.
//!
//! What stands above is generic over these, and so runs unchanged on the machine, on the
//! threads of a host, and in a model. docs/hardware-layer.md says what implements each.
//!
//! | concern | trait |
//! |---|---|
//! | whether interrupts are on, which CPU this is | [`Cpu`](latchwork_cpu::Cpu), the hooks of the locks' policies |
//! | which CPUs there are, and which are online | [`Cpus`] |
//! | interrupting another CPU | [`SendInterrupt`] |
//! | sleeping until an interrupt | [`Halt`], by [`halt_unless`] and [`halt_until`] |
//! | time | [`Clock`] |
//! | a CPU's timer | [`Timer`] |
//! | translations of addresses | [`PageTables`] |
//! | forgetting translations | [`Tlb`], and [`Shootdown`] for those of other CPUs |
//! | a variable for each CPU | [`PerCpu`] |
//! | going on with another thread | [`Switch`] |

mod clock;
mod cpu_set;
mod cpus;
mod halt;
mod page_tables;
mod per_cpu;
mod send_interrupt;
mod shootdown;
mod switch;
mod timer;
mod tlb;

#[cfg(any(test, feature = "model"))]
pub mod author;
#[cfg(all(any(test, feature = "model"), not(any(loom, coherence))))]
pub mod model;

pub use clock::Clock;
pub use cpu_set::{CpuSet, MAX_CPUS};
pub use cpus::Cpus;
pub use halt::{Halt, halt_unless, halt_until};
pub use page_tables::{Mapping, PageTables, Rights, TableError};
pub use per_cpu::PerCpu;
pub use send_interrupt::SendInterrupt;
pub use shootdown::Shootdown;
pub use switch::Switch;
pub use timer::Timer;
pub use tlb::Tlb;
