//! The curves of a lock: its throughput and fairness on a simulated machine, from the very
//! source that is checked.
//!
//! A program that is [`suite!`](crate::suite!) of some locks draws their curves, beside those
//! of the locks of `latchwork-lock`, when it is built with `--cfg coherence`. What is simulated, and what is left out, is said in
//! [`latchwork_coherence`].

mod arguments;
mod contestant;
mod program;
#[cfg(test)]
mod relax;
mod told;

pub use contestant::{Contestant, beside_listed};
pub use program::main;
