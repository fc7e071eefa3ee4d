//! The search: every execution of a model, each once.

mod driver;
mod estimate;
mod path;
mod play;
mod show;

pub(crate) use driver::{explore, replay};
