//! The explorer against brute force: on random small programs it finds exactly
//! the executions that a naive enumeration finds, and none twice.
//!
//! | module | has |
//! |---|---|
//! | `program`, `show` | programs, and how they are printed |
//! | `generate`, `style`, `instruction`, `operations`, `ring`, `passing`, `bounds`, `random` | random ones |
//! | `candidates`, `candidate`, `partial`, `modification_orders` | all graphs that a program might have |
//! | `axioms`, `relation`, `rules` | which of them are consistent |
//! | `enumerate`, `graph` | those, in the form that is compared |
//! | `interpret`, `observe` | programs as models, and what the explorer shows of them |
//! | `compare` | the comparison |
//! | `shapes`, `flaws`, `tampering`, `variety` | that all this can tell right from wrong |
//!
//! The enumeration knows nothing of the explorer's method, and takes nothing from
//! it but the name of a memory model.
//!
//! ```sh
//! cargo test -p latchwork-explore --test brute
//! cargo test -p latchwork-explore --test brute --release -- --ignored
//! ```
//!
//! The first takes 1,000 programs, the second 20,000. `BRUTE_PROGRAMS` and
//! `BRUTE_SEED` choose another number and other programs.

mod axioms;
mod bounds;
mod candidate;
mod candidates;
mod compare;
mod enumerate;
mod flaws;
mod generate;
mod graph;
mod instruction;
mod interpret;
mod modification_orders;
mod observe;
mod operations;
mod partial;
mod passing;
mod program;
mod random;
mod relation;
mod ring;
mod rules;
mod shapes;
mod show;
mod style;
mod tampering;
mod variety;

use crate::compare::{Exploration, Verdict, compare};
use crate::enumerate::enumerate;
use crate::interpret::{Waits, explore, explore_written, explorer};
use crate::program::Program;
use crate::random::{DEEP, QUICK, check};
use crate::rules::{MemoryModel, Rules};

/// Compares the explorer with brute force on one program.
fn agree(program: &Program, rules: &Rules) -> Result<(), String> {
    let exploration = explore(program, rules, &explorer(rules));
    let result = compare(&enumerate(program, rules), &exploration);
    result.map_err(|why| format!("{:?}: {why}", rules.model))
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

#[test]
fn any_number_of_spurious_failures() {
    check(QUICK / 5, |program| {
        let rules = Rules::of(MemoryModel::Rc11);
        agree(
            program,
            &Rules {
                spurious: 0,
                ..rules
            },
        )?;
        agree(
            program,
            &Rules {
                spurious: 2,
                ..rules
            },
        )
    });
}

/// A program whose waits are loops, and which makes each weak exchange again that has
/// failed without a reason, has the executions of one that awaits and whose exchanges
/// are strong: turns of loops that change nothing are left out, and nothing else.
fn agree_as_loops(program: &Program) -> Result<(), String> {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let rules = Rules::of(model);
        let loops = explore_written(program, Waits::Polled, &rules, &explorer(&rules));
        let without_spurious = Rules {
            spurious: 0,
            ..rules
        };
        let result = compare(&enumerate(program, &without_spurious), &loops);
        result.map_err(|why| format!("{model:?}, as loops: {why}"))?;
    }
    Ok(())
}

#[test]
fn waits_as_loops() {
    check(QUICK, agree_as_loops);
}

#[test]
#[ignore = "takes minutes: run it with --release"]
fn waits_as_loops_deep() {
    check(DEEP, agree_as_loops);
}

#[test]
fn any_number_of_workers() {
    check(QUICK / 5, |program| {
        let rules = Rules::of(MemoryModel::Rc11);
        let exploration = explore(program, &rules, &explorer(&rules).workers(3));
        compare(&enumerate(program, &rules), &exploration)
    });
}

/// All shards together are the whole, and no two have the same execution.
#[test]
fn any_number_of_shards() {
    check(QUICK / 5, |program| {
        let rules = Rules::of(MemoryModel::Rc11);
        let mut all = Exploration {
            shown: Vec::new(),
            verdict: Verdict::Complete,
        };
        for shard in ["1/3", "2/3", "3/3"] {
            let shard = shard.parse().expect("a shard");
            let part = explore(program, &rules, &explorer(&rules).shard(shard));
            all.shown.extend(part.shown);
            if all.verdict == Verdict::Complete {
                all.verdict = part.verdict;
            }
        }
        compare(&enumerate(program, &rules), &all)
    });
}
