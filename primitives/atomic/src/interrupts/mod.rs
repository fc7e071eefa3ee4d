//! Interrupts of the CPUs of a model, where no explorer has them come.

mod registration;

mod called;

mod lines;

pub(crate) use called::Running;
pub use called::{are_on, halt, in_handler, off, on};
#[cfg(shuttle)]
pub(crate) use called::{may_come, point};
pub use registration::{Interrupt, Line};
