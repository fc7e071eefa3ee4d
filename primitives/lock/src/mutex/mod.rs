//! The mutex: a value behind a lock, and access to it.

mod access;
mod alias;
mod apart;
#[cfg(feature = "stats")]
mod counted;
mod guard;
mod mapped;
mod timed;
mod value;

pub use alias::{McsMutex, TicketMutex, TtasMutex};
pub use guard::MutexGuard;
pub use mapped::MappedMutexGuard;
pub use value::Mutex;
