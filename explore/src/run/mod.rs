//! One run of a model: its threads as coroutines, and what they ask for.

mod allocations;
mod context;
mod fiber;
mod memory;
mod object;
mod panics;
mod races;
mod statics;
mod watchdog;
mod work;

pub(crate) use context::{
    Context, current, events, foreign, in_run, is_ending, local, run_number, steps, stop_at, waits,
};
pub(crate) use fiber::{Answer, Awaited, Fiber, Request, Stacks, Step, ask};
pub(crate) use memory::{access_cell, allocated, dropped, freed};
pub(crate) use object::{Object, ObjectId, Objects, Runs};
pub(crate) use work::Work;
