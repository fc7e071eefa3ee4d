//! The backend of `--cfg loom` builds.

mod atomic;
pub(crate) mod first;

pub use atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

pub(crate) mod thread {
    pub(crate) use loom::thread::spawn;
    pub use loom::thread_local;

    pub(crate) fn yield_now() {
        super::first::end_beginning();
        loom::thread::yield_now();
    }
}
