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
mod interpret;
mod modification_orders;
mod observe;
mod operations;
mod passing;
mod program;
mod random;
mod relation;
mod ring;
mod rules;
mod shapes;
mod show;
mod style;

use crate::compare::compare;
use crate::enumerate::enumerate;
use crate::interpret::{explore, explorer};
use crate::program::Program;
use crate::random::{DEEP, QUICK, check};
use crate::rules::{MemoryModel, Rules};

/// Compares the explorer with brute force on one program.
fn agree(program: &Program, rules: &Rules) -> Result<(), String> {
    let exploration = explore(program, rules, explorer(rules));
    compare(&enumerate(program, rules), &exploration)
        .map_err(|why| format!("{:?}: {why}", rules.model))
}

fn agree_under_both_models(program: &Program) -> Result<(), String> {
    agree(program, &Rules::of(MemoryModel::Rc11))?;
    agree(program, &Rules::of(MemoryModel::Sc))
}

#[test]
fn quick() {
    check(QUICK, agree_under_both_models);
}

#[test]
#[ignore = "takes minutes: run it with --release"]
fn deep() {
    check(DEEP, agree_under_both_models);
}
