//! What a fresh machine lacks, installed with the user's consent.

pub(crate) mod consent;
pub(crate) mod packages;
pub(crate) mod toolchain;
