//! Exploration, by the checker that this crate is built for.

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(explore)]
pub use self::explorer::*;
#[cfg(loom)]
pub use self::loom::*;
#[cfg(shuttle)]
pub use self::shuttle::*;
