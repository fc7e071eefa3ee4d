//! The façade under the explorer. Without `--cfg explore` this is empty.
#![cfg(explore)]

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::model::{self, Pruning, Reduction, set_reduction};
use latchwork_atomic::{AtomicBool, AtomicU32, Gate, SpinHint, UnsafeCell, WaitUntil};
use latchwork_explore::{Explorer, Failure, FailureKind, Report};
use std::sync::{Arc, Mutex, PoisonError};

/// What is left out is the process's: one test at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn explore(model: impl Fn() + Send + Sync + 'static) -> Report {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    Explorer::new().workers(1).explore(model)
}

fn failure(model: impl Fn() + Send + Sync + 'static) -> Failure {
    explore(model).failure.expect("an execution fails")
}

/// CPU 0 sets a flag that CPU 1 waits for.
fn one_waits() {
    let set = AtomicBool::new(false);
    let work = move |cpu| match cpu {
        // Release: pairs with the Acquire of the wait.
        0 => set.store(true, Release),
        _ => assert!(set.wait_until::<SpinHint>(Acquire, |set| set)),
    };
    model::run(2, work, || ());
}

#[test]
fn a_wait_reads_what_ends_it_and_nothing_else() {
    let report = explore(one_waits);
    assert!(report.failure.is_none() && report.ended);
    assert_eq!((report.complete, report.blocked), (1, 0));
}

#[test]
fn failed_polls_are_explored_if_they_are_asked_for() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    for polls in 0..4 {
        set_reduction(Reduction {
            waits: Pruning::After(polls),
        });
        let report = Explorer::new().workers(1).explore(one_waits);
        // None of them failed, the first, the first two, ….
        assert_eq!(report.complete, polls as u64 + 1);
    }
    set_reduction(Reduction::ANY_PROGRAM);
}

#[test]
fn whoever_had_to_wait_knows_it() {
    let waited = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&waited);
    let report = explore(move || {
        let (set, seen) = (AtomicBool::new(false), Arc::clone(&seen));
        let work = move |cpu| {
            let before = model::failed_polls();
            // Relaxed, both: nothing else is looked at.
            match cpu {
                0 => set.store(true, Relaxed),
                _ => _ = set.wait_until::<SpinHint>(Relaxed, |set| set),
            }
            seen.lock()
                .unwrap()
                .push((cpu, model::failed_polls() - before));
        };
        model::run(2, work, || ());
    });
    assert_eq!(report.complete, 1);
    assert_eq!(*waited.lock().unwrap(), [(0, 0), (1, 1)]);
}

#[test]
fn a_wait_that_nobody_ends_is_found() {
    let failure = failure(|| {
        let set = AtomicBool::new(false);
        let work = move |cpu| {
            if cpu == 1 {
                // Relaxed: nobody writes it.
                set.wait_until::<SpinHint>(Relaxed, |set| set);
            }
        };
        model::run(2, work, || ());
    });
    assert_eq!(failure.kind, FailureKind::Livelock);
}

#[test]
fn a_condition_that_remembers_is_refused() {
    let failure = failure(|| {
        let value = AtomicU32::new(0);
        let work = move |cpu| match cpu {
            // Relaxed: nothing else is looked at.
            0 => value.store(1, Relaxed),
            _ => {
                let mut asked = false;
                // Relaxed: nothing else is looked at.
                value.wait_until::<SpinHint>(Relaxed, |value| {
                    asked = !asked;
                    value == 1 && asked
                });
            }
        };
        model::run(2, work, || ());
    });
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(
        failure.message.contains("is not pure: asked twice"),
        "{failure}"
    );
}

#[test]
fn a_gate_lets_one_in_at_a_time() {
    let counts = explore(|| {
        let gate = Gate::new(false);
        let shared = Shared(UnsafeCell::new(0));
        let work = move |_cpu| {
            gate.lock();
            shared.add();
            gate.unlock();
        };
        model::run(3, work, || ());
    });
    assert!(counts.failure.is_none(), "{:?}", counts.failure);
    // The orders of three.
    assert_eq!(counts.complete, 6);

    let two_gates = failure(|| {
        let gates = [Gate::new(false), Gate::new(false)];
        let shared = Shared(UnsafeCell::new(0));
        let work = move |cpu: usize| {
            gates[cpu].lock();
            shared.add();
            gates[cpu].unlock();
        };
        model::run(2, work, || ());
    });
    assert_eq!(two_gates.kind, FailureKind::DataRace);
}

#[test]
fn a_gate_may_be_tried() {
    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&outcomes);
    let report = explore(move || {
        let (gate, seen) = (Gate::new(true), Arc::clone(&seen));
        let work = move |_cpu| {
            let entered = gate.try_lock();
            seen.lock().unwrap().push(entered);
            if entered {
                gate.unlock();
            }
        };
        model::run(2, work, || ());
    });
    assert!(report.failure.is_none());
    let outcomes = outcomes.lock().unwrap();
    assert!(outcomes.contains(&true) && outcomes.contains(&false));
}

#[test]
fn a_cell_knows_its_owner() {
    let failure = failure(|| {
        let turn = AtomicBool::new(false);
        let shared = Shared(UnsafeCell::new(0));
        let work = move |cpu| match cpu {
            0 => {
                shared.0.pull();
                // Release: pairs with the wait of CPU 1.
                turn.store(true, Release);
            }
            // Nothing races: the first has not touched it. But it has not given it
            // up either.
            _ => {
                // Acquire: pairs with the store of CPU 0.
                turn.wait_until::<SpinHint>(Acquire, |turn| turn);
                shared.add();
            }
        };
        model::run(2, work, || ());
    });
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(
        failure.message.starts_with("exclusion: CPU 1 touches"),
        "{failure}"
    );
}

/// A lock-free counter in a static, which begins each execution anew.
static COUNTER: AtomicU32 = AtomicU32::new(40);

#[test]
fn a_static_begins_each_execution_anew() {
    let report = explore(|| {
        // Relaxed, both: an addition reads the one before it, and all are joined at the end.
        model::run(
            2,
            |_cpu| _ = COUNTER.fetch_add(1, Relaxed),
            || assert_eq!(COUNTER.load(Relaxed), 42),
        );
    });
    assert!(report.failure.is_none(), "{:?}", report.failure);
    assert_eq!(report.complete, 2);
}

struct Shared(UnsafeCell<u32>);

// SAFETY: none; it is for the checker to say whether accesses race.
unsafe impl Sync for Shared {}

impl Shared {
    fn add(&self) {
        // SAFETY: none; the checker ends the model at an access that races.
        self.0.with_mut(|value| unsafe { *value += 1 });
    }
}
