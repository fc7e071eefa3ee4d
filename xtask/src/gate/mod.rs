//! The steps of `cargo xtask test`.

pub(crate) mod example;
pub(crate) mod gaps;
pub(crate) mod steps;
