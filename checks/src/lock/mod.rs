//! The locks.

pub mod twins;

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(explore)]
pub(crate) use explorer::checks;
#[cfg(loom)]
pub(crate) use loom::checks;
#[cfg(shuttle)]
pub(crate) use shuttle::checks;
