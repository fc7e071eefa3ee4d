//! What the firmware says of the machine: ACPI's tables, as far as the kernel asks.
//!
//! They are bytes that somebody else has left in memory, and nothing in them is believed
//! without a look: not the lengths, not the sums, not where they lead. Whatever they hold,
//! [`read`] ends, in a time that their size bounds, and says of each table that is no good
//! what is wrong with it: a [`Fault`]. What the others say counts all the same.
//!
//! AML is not interpreted. Of it the kernel needs two numbers, with which the machine is
//! switched off, and [finds them](SleepTypes) by their name.

mod bytes;
mod fadt;
mod fault;
mod hpet;
mod madt;
mod memory;
mod read;
mod register;
mod sleep;
mod table;

pub use fadt::{Enable, Fadt, PowerTimer, Reset};
pub use fault::{Fault, Signature, Wrong};
pub use madt::{IoApic, Line, Madt, Override, Processors};
pub use memory::PhysicalMemory;
pub use read::{Acpi, read};
pub use register::Register;
pub use sleep::SleepTypes;

#[cfg(test)]
mod tests;
