//! One run of a model: its threads as coroutines, and what they ask for.

mod allocations;
mod context;
mod fiber;
mod object;
mod panics;
mod races;
mod statics;

pub(crate) use context::{
    Context, FOREIGN, Fault, access_cell, allocated, current, freed, in_run, local, waits,
};
pub(crate) use fiber::{Answer, Fiber, Request, Stacks, Step, ask};
pub(crate) use object::{Object, ObjectId, Objects, Runs};
pub(crate) use panics::catch_messages;
pub(crate) use races::Access;
