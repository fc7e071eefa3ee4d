//! The commands. Nothing below knows them.

pub(crate) mod certify;
pub(crate) mod check;
pub(crate) mod merge;
pub(crate) mod test;
