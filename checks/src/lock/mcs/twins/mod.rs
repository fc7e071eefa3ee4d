//! Known-bad twins of locks with a place for each CPU.

mod forgetful;
mod short;

pub(super) use forgetful::ForgetfulMcs;
pub(super) use short::ShortArray;
