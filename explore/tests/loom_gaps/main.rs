//! What loom 0.7.3 gets wrong, and the explorer right.
//!
//! Each program is written once and compiled twice, over loom and over
//! `latchwork_explore`. A test runs both: it asserts loom's wrong answer as well
//! as the explorer's right one, and where it helps a neighbour on which both are
//! right. So a test also fails when an upgrade of loom closes the gap: then
//! `docs/explorer-and-loom.md`, which lists them, can be shortened.
//!
//! loom needs no `--cfg loom` here: that is for code that chooses its atomics by
//! it, and these programs name theirs.

#[macro_use]
mod both;

mod blocking;
mod compare_exchange;
mod explored;
mod fences;
mod limits;
mod mutex;
mod order;
mod own_load;
mod rmw;
mod seq_cst;
mod spinning;
mod statics;
mod yielding;
