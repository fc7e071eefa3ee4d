//! One run of a model: its threads as coroutines, and what they ask for.
//!
//! The modules stand on floors, and each knows those below it only.

mod access;
mod fiber;

mod interrupts;

mod ask;

mod memory;

mod context;

mod allocations;
mod lines;
mod request;
mod seen;

mod object;
mod races;

mod names;
mod panics;
mod shared_drop;
mod statics;
mod watchdog;
mod work;

pub(crate) use access::{
    access_cell, allocated, drop_cell, dropped, freed, heap_allocated, heap_freed, own_atomic,
    set_name,
};
pub(crate) use ask::{ask_now, stop_at};
pub(crate) use context::{
    Context, begins, current, events, foreign, has_effect, in_run, is_ending, local, may_wake,
    plays, run_number, steps, waits, wakes,
};
pub(crate) use fiber::{Fiber, Stacks, Step};
pub(crate) use interrupts::{
    add_line, are_on, ask, finish, halt, handlers, off, on, pending, raise, under_way,
};
pub(crate) use lines::{Comes, Line, Pending};
pub(crate) use object::{Object, ObjectId, Objects, Runs};
pub(crate) use request::{Answer, Awaited, Request};
pub(crate) use seen::Seen;
pub(crate) use work::Work;
