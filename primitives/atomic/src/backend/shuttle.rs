//! The backend of `--cfg shuttle` builds.

#[path = "cell.rs"]
mod cell;

pub use cell::UnsafeCell;
pub use shuttle::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

use crate::Relax;
use core::marker::PhantomData;

/// What a waiter keeps between two polls.
pub(crate) struct Waiter<R>(PhantomData<R>);

impl<R: Relax> Waiter<R> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }

    pub(crate) fn poll_failed(&mut self) {
        crate::model::count_failed_poll();
        shuttle::thread::yield_now();
    }
}

pub(crate) mod thread {
    pub(crate) use shuttle::thread::{JoinHandle, spawn, yield_now};
    pub(crate) use shuttle::thread_local;
}
