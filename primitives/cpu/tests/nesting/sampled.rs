//! Under shuttle its places are drawn.

use super::twins::{CountFirst, FlagFirst};
use super::{Counted, Sections, nest};
use shuttle::scheduler::RandomScheduler;
use shuttle::{Config, FailurePersistence, Runner};
use std::panic::catch_unwind;

/// 22 places at most: each is drawn many times.
const EXECUTIONS: usize = 1000;

fn sample<S: Sections>(depth: usize) {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    let scheduler = RandomScheduler::new_from_seed(1, EXECUTIONS);
    Runner::new(scheduler, config).run(move || nest::<S>(depth));
}

#[test]
fn it_comes_anywhere_in_sections_that_nest() {
    (1..=3).for_each(sample::<Counted>);
}

fn fails<S: Sections>() {
    let panic = catch_unwind(|| sample::<S>(1)).expect_err("it comes in between");
    let text = panic.downcast_ref::<String>().expect("text");
    assert!(text.contains("0 sections are left"), "{text}");
}

#[test]
fn twins_leave_interrupts_off() {
    fails::<FlagFirst>();
    fails::<CountFirst>();
}
