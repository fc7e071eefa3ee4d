//! The backend of `--cfg coherence` builds.

pub use latchwork_coherence::spin_loop;
pub use latchwork_coherence::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};
