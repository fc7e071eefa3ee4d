//! The hardware scheduler: the oracle that says which CPU takes the next step.
//!
//! In mC2 the hardware is a set of CPUs and a scheduler that chooses, at each
//! switch point, who goes on; a machine that is given the scheduler's choices is
//! deterministic. Under shuttle that scheduler is `Hardware`: it asks a
//! `Policy` for every decision, keeps them in a [`Recording`](crate::replay::Recording), and can follow a
//! recording instead of asking. See docs/hardware-scheduler.md.

mod alternate;
mod burst;
mod draw;
mod fair;
mod policy;
mod priority;
mod random;
mod round_robin;
mod scheduler;
mod starve;
mod wrapped;

pub(crate) use scheduler::followed_to_the_end;

pub use {
    alternate::Alternate,
    burst::Burst,
    fair::Fair,
    policy::{Point, Policy},
    priority::Priority,
    random::Random,
    round_robin::RoundRobin,
    scheduler::{Hardware, Monitor},
    starve::{Aim, Starve},
    wrapped::Wrapped,
};
