//! The machine: its CPUs, its lines, and what happens next.
//!
//! | file | what it is about |
//! |---|---|
//! | `step` | the next event |
//! | `issue` | a CPU makes an access: it hits, or asks for the line |
//! | `serve` | a line's home, or a node that has it, serves who has asked first |
//! | `buffer` | a CPU's store buffer |
//! | `memory` | what each CPU sees there |
//! | `cost`, `station`, `poll` | what these stand on |
//! | `state`, `cpu`, `event`, `counts` | what there is |

mod buffer;
mod cost;
mod counts;
mod cpu;
mod event;
mod hash;
mod issue;
mod memory;
mod poll;
mod serve;
mod state;
mod station;
mod step;

pub(crate) use cpu::{Ahead, Change, Request};
pub(crate) use poll::Outcome;
pub(crate) use state::{LONGEST, Machine};
pub(crate) use step::Next;

pub use counts::{Counts, Transfers};
