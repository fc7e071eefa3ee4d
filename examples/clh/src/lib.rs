//! A CLH lock, written as somebody would who uses Latchwork from outside.
//!
//! - [`ClhLock`]: the lock.
//! - [`OwnNode`]: its known-bad twin.
//!
//! The program beside them, `main.rs`, has the whole suite of both.

mod lock;
mod node;
mod own_node;

pub use lock::{ClhLock, ClhPlace, ClhToken};
pub use own_node::OwnNode;
