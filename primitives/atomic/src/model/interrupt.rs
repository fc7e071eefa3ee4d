//! Interrupts of the CPUs of a model.

pub use latchwork_explore::interrupt::{
    Interrupt, Line, are_on, finish, halt, in_handler, off, on,
};
