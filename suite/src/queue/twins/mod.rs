//! Known-bad twins of the shared queue.

mod hasty;
mod miscounting;
mod peeking;
mod split;

pub use hasty::HastyQueue;
pub use miscounting::MiscountingQueue;
pub use peeking::PeekingQueue;
pub use split::SplitQueue;
