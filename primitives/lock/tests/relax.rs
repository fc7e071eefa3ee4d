//! A `Relax` that panics: it must not lose a place, so it ends the program, in
//! every lock. Each case runs in a process of its own, which this one looks at.
#![cfg(not(any(loom, shuttle, explore, miri)))]

use latchwork_atomic::{Initial, model};
use latchwork_lock::{CurrentCpu, Mutex, RawLock, Relax, for_each_lock};
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

/// Which case the child process is to run.
const CASE: &str = "LATCHWORK_RELAX_CASE";

/// What the child says if the wait has unwound.
const UNWOUND: &str = "the wait has unwound";

struct OneCpu;

// SAFETY: each case has one thread that uses the lock.
unsafe impl CurrentCpu for OneCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}

/// Panics when it is made.
struct PanicsAtFirst;

impl Relax for PanicsAtFirst {
    fn new() -> Self {
        panic!("made")
    }

    fn relax(&mut self) {}
}

/// Panics at the first failed poll.
struct PanicsAtAPoll;

impl Relax for PanicsAtAPoll {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        panic!("polled")
    }
}

/// Panics when it goes.
struct PanicsAtLast;

impl Relax for PanicsAtLast {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {}
}

impl Drop for PanicsAtLast {
    fn drop(&mut self) {
        panic!("dropped")
    }
}

/// Takes the lock, if it is to be `held`, and then takes it once more.
fn take<R: RawLock + Initial + Send + Sync + 'static>(held: bool) {
    model::run(
        2,
        move |cpu| {
            if cpu != 0 {
                return;
            }
            let mutex = Mutex::<u32, R>::from_raw(latchwork_atomic::initial!(R), 0);
            // An MCS lock knows its CPU: another one holds it.
            let holder = held.then(|| model::as_cpu(1, || mutex.lock()));
            if catch_unwind(AssertUnwindSafe(|| drop(mutex.lock()))).is_err() {
                println!("{UNWOUND}");
            }
            std::mem::forget(holder);
        },
        || (),
    );
}

/// The locks of the crate, with this `Relax`, and the two that have no use for one
/// left out: the list must name every lock.
macro_rules! cases {
    ([] $($name:ident: $lock:ty),*) => {
        fn names() -> Vec<&'static str> {
            vec![$(stringify!($name)),*]
        }
    };
}
for_each_lock!(cases[], OneCpu, 2);

fn run(case: &str) {
    use latchwork_lock::{McsLock, StealingLock, TicketLock, TtasLock};
    match case {
        "TicketLock/poll" => take::<TicketLock<PanicsAtAPoll>>(true),
        "TicketLock/first" => take::<TicketLock<PanicsAtFirst>>(false),
        "TicketLock/last" => take::<TicketLock<PanicsAtLast>>(false),
        "McsLock/poll" => take::<McsLock<OneCpu, 2, PanicsAtAPoll>>(true),
        "McsLock/first" => take::<McsLock<OneCpu, 2, PanicsAtFirst>>(true),
        "StealingLock/poll" => take::<StealingLock<OneCpu, 2, PanicsAtAPoll>>(true),
        "StealingLock/first" => take::<StealingLock<OneCpu, 2, PanicsAtFirst>>(true),
        "TtasLock/poll" => take::<TtasLock<PanicsAtAPoll>>(true),
        "TtasLock/first" => take::<TtasLock<PanicsAtFirst>>(true),
        other => panic!("there is no case {other}"),
    }
}

const CASES: [&str; 9] = [
    "TicketLock/poll",
    "TicketLock/first",
    "TicketLock/last",
    "McsLock/poll",
    "McsLock/first",
    "StealingLock/poll",
    "StealingLock/first",
    "TtasLock/poll",
    "TtasLock/first",
];

#[test]
fn a_relax_that_panics_ends_the_program() {
    if let Ok(case) = env::var(CASE) {
        return run(&case);
    }
    for name in names() {
        assert!(
            CASES
                .iter()
                .any(|case| case.split('/').next() == Some(name)),
            "{name} has no case"
        );
    }
    let program = env::current_exe().expect("the test knows its program");
    for case in CASES {
        let output = Command::new(&program)
            .args([
                "--exact",
                "a_relax_that_panics_ends_the_program",
                "--nocapture",
            ])
            .env(CASE, case)
            .output()
            .expect("the test runs itself");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{case}: {stdout}\n{stderr}");
        assert!(!stdout.contains(UNWOUND), "{case}: {stdout}");
        assert!(
            stderr.contains("a Relax panicked in a wait"),
            "{case}: {stderr}"
        );
    }
}
