//! What any lock is explored with, by the checker that the build is for.

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
