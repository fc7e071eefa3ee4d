//! Samples that are cut short.

use crate::sample::{config, every_schedule, gap, sample};
use shuttle::sync::atomic::AtomicUsize;
use shuttle::sync::atomic::Ordering::Relaxed;
use shuttle::thread::spawn;
use shuttle::{MaxSteps, Runner};
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::Duration;

/// A run that `max_time` has ended, or of which `ContinueAfter` has left out the
/// long schedules, returns as one that has come to its end does. The program
/// fails in some schedules, in the last of its few steps.
#[test]
fn a_run_that_was_cut_short_returns_normally() {
    fn program() {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || other.store(1, Relaxed));
        let read = x.load(Relaxed);
        other.join().unwrap();
        assert_eq!(read, 0, "the store came first");
    }
    let complete = sample(config(), every_schedule(), program);
    assert!(
        complete.complained_of("the store came first"),
        "{complete:?}"
    );
    let also = "suite/src/explore/shuttle.rs, which sets neither";
    let mut steps = config();
    steps.max_steps = MaxSteps::ContinueAfter(2);
    let left_out = sample(steps, every_schedule(), program);
    gap(
        left_out.passed(),
        "returns normally when ContinueAfter has left schedules out",
        also,
        &left_out,
    );
    let mut time = config();
    time.max_time = Some(Duration::ZERO);
    let none = catch_unwind(|| Runner::new(every_schedule(), time).run(program));
    gap(
        matches!(none, Ok(0)),
        "returns normally when max_time has ended a run, even before its first schedule",
        also,
        &none,
    );
}
