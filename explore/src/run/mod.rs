//! One run of a model: its threads as coroutines, and what they ask for.

mod allocations;
mod context;
mod fiber;
mod object;
mod panics;
mod races;
mod statics;
mod watchdog;

pub(crate) use context::{
    Context, FOREIGN, access_cell, allocated, current, freed, in_run, is_ending, local, steps,
    waits,
};
pub(crate) use fiber::{Answer, Fiber, Request, Stacks, Step, ask};
pub(crate) use object::{Object, ObjectId, Objects, Runs};
pub(crate) use panics::catch_messages;
