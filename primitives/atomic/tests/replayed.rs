//! A schedule of shuttle's has the draws of interrupts. shuttle keeps the first configuration
//! of a process for its failures: so this test has one for itself.
#![cfg(shuttle)]

use latchwork_atomic::AtomicU32;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::model::{self, interrupt::Interrupt};
use shuttle::scheduler::RandomScheduler;
use shuttle::{Config, FailurePersistence, Runner};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The timer must not come in front of the ninth access, which it does in few executions.
fn rare() {
    let work = |_| {
        let place = Arc::new(AtomicU32::new(0));
        let now = Arc::clone(&place);
        // Relaxed: one CPU.
        let timer = move || assert_ne!(now.load(Relaxed), 9, "it comes");
        Interrupt::new("timer", timer).comes_up_to(1);
        // Relaxed: one CPU.
        (1..20).for_each(|access| place.store(access, Relaxed));
    };
    model::run(1, work, || ());
}

#[test]
fn a_failure_is_replayed() {
    let directory = std::env::temp_dir().join(format!("interrupts-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::File(Some(directory.clone()));
    let runner = Runner::new(RandomScheduler::new_from_seed(2, 1000), config);
    let first = catch_unwind(AssertUnwindSafe(|| runner.run(rare)));
    assert!(first.is_err(), "one fails");
    let file = std::fs::read_dir(&directory).unwrap().next();
    let path = file.unwrap().unwrap().path();
    let again = catch_unwind(|| shuttle::replay_from_file(rare, path));
    std::fs::remove_dir_all(directory).unwrap();
    assert!(again.is_err(), "it fails again");
    // Its known-bad twin: any other schedule.
    let other = Runner::new(RandomScheduler::new_from_seed(2, 1), Config::new());
    other.run(rare);
}
