//! One run of a model: its threads as coroutines, and what they ask for.
//!
//! The modules stand on floors, and each knows those below it only.

mod access;
mod fiber;

mod ask;

mod memory;

mod context;

mod allocations;
mod request;

mod object;
mod races;

mod panics;
mod statics;
mod watchdog;
mod work;

pub(crate) use access::{access_cell, allocated, dropped, freed};
pub(crate) use ask::{ask, stop_at};
pub(crate) use context::{
    Context, current, events, foreign, in_run, is_ending, local, run_number, steps, waits,
};
pub(crate) use fiber::{Fiber, Stacks, Step};
pub(crate) use object::{Object, ObjectId, Objects, Runs};
pub(crate) use request::{Answer, Awaited, Request};
pub(crate) use work::Work;
