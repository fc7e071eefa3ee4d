//! The mutex: a value behind a lock, and access to it.

mod guard;
mod value;

pub use guard::MutexGuard;
pub use value::Mutex;
