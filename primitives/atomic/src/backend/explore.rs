//! The backend of `--cfg explore` builds.

pub use latchwork_explore::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

pub(crate) mod thread {
    pub(crate) use latchwork_explore::thread::{JoinHandle, spawn, yield_now};
    pub use latchwork_explore::thread_local;
}
