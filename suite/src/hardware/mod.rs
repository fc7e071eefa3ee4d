//! The hardware scheduler: the oracle that says which CPU takes the next step.
//!
//! In mC2 the hardware is a set of CPUs and a scheduler that chooses, at each
//! switch point, who goes on; a machine that is given the scheduler's choices is
//! deterministic. Under shuttle that scheduler is `Hardware`: it asks a
//! `Policy` for every decision, keeps them in a [`Recording`], and can follow a
//! recording instead of asking. See docs/hardware-scheduler.md.

mod recording;

#[cfg(shuttle)]
mod alternate;
#[cfg(shuttle)]
mod burst;
#[cfg(shuttle)]
mod draw;
#[cfg(shuttle)]
mod fair;
#[cfg(shuttle)]
mod policy;
#[cfg(shuttle)]
mod priority;
#[cfg(shuttle)]
mod random;
#[cfg(shuttle)]
mod round_robin;
#[cfg(shuttle)]
mod scheduler;
#[cfg(shuttle)]
mod starve;
#[cfg(shuttle)]
mod wrapped;

pub use recording::{Recording, Unreadable};

#[cfg(shuttle)]
pub(crate) use scheduler::followed_to_the_end;

#[cfg(shuttle)]
pub use {
    alternate::Alternate,
    burst::Burst,
    fair::Fair,
    policy::{Point, Policy},
    priority::Priority,
    random::Random,
    round_robin::RoundRobin,
    scheduler::{Hardware, Observer},
    starve::{Sight, Starve},
    wrapped::Wrapped,
};
