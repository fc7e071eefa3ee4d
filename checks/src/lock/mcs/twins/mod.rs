//! Known-bad twins of the MCS lock.

mod forgetful;

pub(super) use forgetful::ForgetfulMcs;
