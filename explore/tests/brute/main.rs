//! The explorer against brute force: on random small programs it finds exactly
//! the executions that a naive enumeration finds, and none twice.
//!
//! | module | has |
//! |---|---|
//! | `program`, `show`, `generate` | programs, how they are printed, random ones |
//! | `candidate`, `candidates`, `modification_orders` | all graphs that a program might have |
//! | `relation`, `axioms`, `rules` | which of them are consistent |
//! | `graph`, `enumerate` | those, in the form that is compared |
//! | `interpret`, `observe` | programs as models, and what the explorer shows of them |
//! | `compare`, `random` | the comparison |
//! | `shapes`, `flaws` | that enumeration and comparison are right |
//!
//! The enumeration knows nothing of the explorer's method.
//!
//! ```sh
//! cargo test -p latchwork-explore --test brute              # 1,000 programs
//! cargo test -p latchwork-explore --test brute --release -- --ignored   # 20,000
//! ```
//!
//! `BRUTE_PROGRAMS` and `BRUTE_SEED` choose other numbers and other programs.

mod axioms;
mod bounds;
mod candidate;
mod candidates;
mod compare;
mod enumerate;
mod flaws;
mod generate;
mod graph;
mod modification_orders;
mod operations;
mod program;
mod random;
mod relation;
mod rules;
mod shapes;
mod show;
