//! What all of the others stand on: processes, files, the terminal. Nothing here knows
//! of checks, images or reports.

pub(crate) mod cargo;
pub(crate) mod child;
pub(crate) mod digest;
pub(crate) mod output;
pub(crate) mod package;
pub(crate) mod program;
pub(crate) mod results;
pub(crate) mod running;
pub(crate) mod rustflags;
pub(crate) mod screen;
pub(crate) mod sources;
pub(crate) mod stop;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod time;
pub(crate) mod workspace;
