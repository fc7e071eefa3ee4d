//! Known-bad twins of the shared queue.

mod biased_lock;
mod hasty;
mod miscounting;
mod peeking;
mod split;

pub use biased_lock::BiasedLock;
pub use hasty::HastyQueue;
pub use miscounting::MiscountingQueue;
pub use peeking::PeekingQueue;
pub use split::SplitQueue;
