//! A `Relax` that panics: it must not lose a place, so it ends the program, in
//! every lock. Each case runs in a process of its own, which this one looks at.
#![cfg(not(any(loom, shuttle, explore, miri)))]

mod own_process;

use latchwork_atomic::{Initial, model};
use latchwork_lock::{CurrentCpu, Mutex, RawLock, Relax, for_each_lock};

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
            own_process::end(|| drop(mutex.lock()));
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
        // Its head waits briefly at first, with a waiter that goes.
        "StealingLock/last" => take::<StealingLock<OneCpu, 2, PanicsAtLast>>(true),
        "TtasLock/poll" => take::<TtasLock<PanicsAtAPoll>>(true),
        "TtasLock/first" => take::<TtasLock<PanicsAtFirst>>(true),
        other => panic!("there is no case {other}"),
    }
}

const CASES: [&str; 10] = [
    "TicketLock/poll",
    "TicketLock/first",
    "TicketLock/last",
    "McsLock/poll",
    "McsLock/first",
    "StealingLock/poll",
    "StealingLock/first",
    "StealingLock/last",
    "TtasLock/poll",
    "TtasLock/first",
];

#[test]
fn a_relax_that_panics_ends_the_program() {
    if let Some(case) = own_process::case() {
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
    for case in CASES {
        let why = "a Relax panicked in a wait";
        own_process::is_ended("a_relax_that_panics_ends_the_program", case, why);
    }
}
