//! Exploration by the checker that the build is for.

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(loom)]
pub use self::loom::*;
#[cfg(shuttle)]
pub use self::shuttle::*;
#[cfg(explore)]
pub use explorer::*;

#[cfg(loom)]
pub(crate) use self::loom::explore_part;
#[cfg(explore)]
pub(crate) use explorer::explore_part;
