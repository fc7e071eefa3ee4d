//! Known-bad twins of the ticket lock.

mod eager;
mod meddling;
mod relaxed;
mod silent;

pub(super) use eager::EagerTicket;
pub(super) use meddling::MeddlingTicket;
pub(super) use relaxed::RelaxedTicket;
pub(super) use silent::SilentTicket;
