//! Known-bad twins of the shared queue.

mod biased_lock;
mod hasty;
mod miscounting;
mod peeking;
mod split;

pub(super) use biased_lock::BiasedLock;
pub(super) use hasty::HastyQueue;
pub(super) use miscounting::MiscountingQueue;
pub(super) use peeking::PeekingQueue;
pub(super) use split::SplitQueue;
