//! What the benches and the codegen proof have in common.
//!
//! - [`contest`]: the contestants, each behind the same two methods.
//! - [`bare`]: the floor, and a ticket lock written on `core`'s atomics.
//! - [`seat`]: the thread's index, for locks that want to know their CPU.
//! - [`codegen`]: the functions whose machine code is compared.
//! - [`stats`]: medians and Jain's index.
//!
//! How to run them and how to read what they print: `README.md`.

pub mod bare;
pub mod codegen;
pub mod contest;
pub mod seat;
pub mod stats;
