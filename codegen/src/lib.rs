//! Functions whose machine code is compared: a lock through the façade, and without it.
//!
//! - [`bare`]: locks written on `core`'s atomics.
//! - [`pairs`]: the functions, each beside what it is compared with.

pub mod bare;
pub mod pairs;
