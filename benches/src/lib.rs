//! What the benches have in common.
//!
//! - [`contest`]: the contestants, each behind the same two methods.
//! - [`floor`]: the least that a lock can cost.
//! - [`seat`]: the thread's index, for locks that want to know their CPU.
//! - [`slice`](mod@slice): threads that acquire for a fixed time.
//! - [`stats`]: medians and Jain's index.
//!
//! How to run them and how to read what they print: `README.md`.

pub mod contest;
pub mod floor;
pub mod seat;
pub mod slice;
pub mod stats;
