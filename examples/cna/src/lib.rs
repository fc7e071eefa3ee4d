//! A compact NUMA-aware lock, written as somebody would who uses Latchwork from outside.
//!
//! - [`CnaLock`]: the lock.
//! - [`NumaNode`]: what it asks about CPUs.
//! - [`LostQueue`]: its known-bad twin.
//!
//! The program beside them, `main.rs`, has the whole suite of both.

mod aside;
mod lock;
mod lost_queue;
mod numa;

pub use lock::{CnaLock, CnaPlace, CnaToken};
pub use lost_queue::LostQueue;
pub use numa::NumaNode;
