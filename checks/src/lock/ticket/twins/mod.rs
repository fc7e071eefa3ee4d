//! Known-bad twins of the ticket lock.

mod eager;
mod meddling;
mod monotonic;
mod relaxed;
mod silent;
mod swapping;

pub(super) use eager::EagerTicket;
pub(super) use meddling::MeddlingTicket;
pub(super) use monotonic::MonotonicTicket;
pub(super) use relaxed::RelaxedTicket;
pub(super) use silent::SilentTicket;
pub(super) use swapping::SwappingTicket;
