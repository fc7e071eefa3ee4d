//! Under shuttle the places are drawn.

use super::{add, call};
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::model::interrupt::{self, Interrupt};
use latchwork_atomic::{AtomicBool, AtomicU32, Gate, SpinHint, WaitUntil, model};
use shuttle::scheduler::RandomScheduler;
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

const EXECUTIONS: usize = 1000;

fn config() -> Config {
    let mut config = Config::new();
    config.max_steps = MaxSteps::FailAfter(10_000);
    config.failure_persistence = FailurePersistence::None;
    config
}

fn sample(seed: u64, model: impl Fn() + Send + Sync + 'static) {
    let scheduler = RandomScheduler::new_from_seed(seed, EXECUTIONS);
    Runner::new(scheduler, config()).run(model);
}

/// What the panic says that ends one of the executions.
fn failure(model: impl Fn() + Send + Sync + 'static) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| sample(1, model))).expect_err("one fails");
    let text = panic.downcast_ref::<String>().cloned();
    text.unwrap_or_else(|| (*panic.downcast_ref::<&str>().expect("text")).to_owned())
}

/// How often the timer comes at each of four places: in front of each of three accesses, and
/// behind them; 4 is never.
fn places(seed: u64) -> Vec<usize> {
    let places = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&places);
    sample(seed, move || {
        let (at, came) = (Arc::new(AtomicU32::new(0)), Arc::new(Mutex::new(4)));
        let (notes, sees) = (Arc::clone(&came), Arc::clone(&sees));
        let work = move |_| {
            let (now, notes) = (Arc::clone(&at), Arc::clone(&notes));
            // Relaxed: one CPU.
            let timer = move || *notes.lock().unwrap() = now.load(Relaxed);
            Interrupt::new("timer", timer).comes_up_to(1);
            for place in 1..=3 {
                at.store(place, Relaxed);
            }
        };
        let then = move || sees.lock().unwrap().push(*came.lock().unwrap() as usize);
        model::run(1, work, then);
    });
    places.lock().unwrap().clone()
}

#[test]
fn a_handler_comes_at_each_place_in_some_execution() {
    let places = places(3);
    assert_eq!(places.len(), EXECUTIONS);
    let mut counts = BTreeMap::new();
    places
        .into_iter()
        .for_each(|place| *counts.entry(place).or_insert(0) += 1);
    assert!(counts.keys().eq(&[0, 1, 2, 3, 4]), "{counts:?}");
    assert!(counts.values().all(|&count| count > 20), "{counts:?}");
}

#[test]
fn the_same_seed_brings_it_to_the_same_places() {
    assert_eq!(places(5), places(5));
    assert_ne!(places(5), places(6));
}

/// A counter that a handler and what it interrupts share.
fn counted(off: bool) {
    let sum = Arc::new(AtomicU32::new(0));
    let came = Arc::new(Mutex::new(0));
    let (all, comes) = (Arc::clone(&sum), Arc::clone(&came));
    let work = move |_| {
        let (theirs, comes) = (Arc::clone(&sum), Arc::clone(&comes));
        let timer = move || {
            add(&theirs);
            *comes.lock().unwrap() += 1;
        };
        Interrupt::new("timer", timer).comes_up_to(2);
        if off {
            assert!(interrupt::off());
        }
        add(&sum);
        if off {
            assert!(!interrupt::are_on());
            interrupt::on();
        }
    };
    // Relaxed: all have ended.
    let then = move || assert_eq!(all.load(Relaxed), 1 + *came.lock().unwrap(), "one is lost");
    model::run(1, work, then);
}

#[test]
fn with_interrupts_off_nothing_is_lost() {
    sample(1, || counted(true));
    assert!(failure(|| counted(false)).contains("one is lost"));
}

/// A lock that a handler takes as well, as a flag or as a gate.
fn locking(off: bool, gate: bool) {
    let lock = Arc::new((AtomicBool::new(false), Gate::new(false)));
    let section = move |lock: &(AtomicBool, Gate)| {
        if gate {
            lock.1.lock();
            return lock.1.unlock();
        }
        // Acquire: pairs with the Release below.
        while lock.0.swap(true, Acquire) {
            lock.0.wait_until::<SpinHint>(Relaxed, |locked| !locked);
        }
        lock.0.store(false, Release);
    };
    let work = move |_| {
        let theirs = Arc::clone(&lock);
        Interrupt::new("timer", move || section(&theirs)).comes_up_to(1);
        if off {
            interrupt::off();
        }
        section(&lock);
        if off {
            interrupt::on();
        }
    };
    model::run(2, work, || ());
}

#[test]
fn a_handler_that_takes_the_lock_of_its_cpu_waits_for_ever() {
    for gate in [false, true] {
        sample(1, move || locking(true, gate));
    }
    assert!(failure(|| locking(false, false)).contains("max_steps"));
    let deadlock = failure(|| locking(false, true));
    assert!(deadlock.contains("deadlock"), "{deadlock}");
}

/// A wait is interrupted, and so is a CPU whose work is done.
#[test]
fn a_call_is_answered_in_a_wait_and_at_the_end() {
    sample(1, || call(true));
    sample(1, || call(false));
}

/// How deep handlers get, and whether an unmaskable one comes while interrupts are off.
#[test]
fn handlers_nest_as_deep_as_they_may() {
    let deepest = |depth: usize, turns_on: bool| {
        let deepest = Arc::new(Mutex::new(0));
        let sees = Arc::clone(&deepest);
        sample(1, move || {
            let sees = Arc::clone(&sees);
            let work = move |_| {
                let (level, sees) = (Mutex::new(0), Arc::clone(&sees));
                let atomic = AtomicU32::new(0);
                let handler = move || {
                    assert!(interrupt::in_handler() && !interrupt::are_on());
                    if turns_on {
                        interrupt::on();
                    }
                    *level.lock().unwrap() += 1;
                    let now = *level.lock().unwrap();
                    let mut deepest = sees.lock().unwrap();
                    *deepest = now.max(*deepest);
                    drop(deepest);
                    // Relaxed: one CPU.
                    atomic.load(Relaxed);
                    *level.lock().unwrap() -= 1;
                };
                let timer = Interrupt::new("timer", handler).nests(depth);
                timer.comes_up_to(5);
                let own = AtomicU32::new(0);
                // Relaxed: one CPU.
                (0..9).for_each(|_| own.store(1, Relaxed));
            };
            model::run(1, work, || ());
        });
        *deepest.lock().unwrap()
    };
    assert_eq!(deepest(3, true), 3);
    assert_eq!(deepest(1, true), 1);
    assert_eq!(deepest(3, false), 1);
}

#[test]
fn an_unmaskable_one_comes_while_interrupts_are_off() {
    let comes = |unmaskable: bool| {
        let came = Arc::new(Mutex::new(0));
        let sees = Arc::clone(&came);
        sample(1, move || {
            let sees = Arc::clone(&sees);
            let work = move |_| {
                interrupt::off();
                let sees = Arc::clone(&sees);
                let nmi = Interrupt::new("nmi", move || *sees.lock().unwrap() += 1);
                match unmaskable {
                    true => nmi.unmaskable().comes_up_to(1),
                    false => nmi.comes_up_to(1),
                }
                // Relaxed: one CPU.
                AtomicU32::new(0).load(Relaxed);
            };
            model::run(1, work, || ());
        });
        *came.lock().unwrap()
    };
    assert!(comes(true) > EXECUTIONS / 10);
    assert_eq!(comes(false), 0);
}

/// Off while it looks, a sleeper misses nothing; on, it may sleep for ever.
#[test]
fn a_halt_is_ended_by_an_interrupt() {
    let sleeper = |off: bool| {
        move || {
            let (line, there) = (Mutex::new(None), AtomicBool::new(false));
            let flag = AtomicBool::new(false);
            let work = move |cpu| {
                if cpu == 0 {
                    // Acquire: pairs with the Release below.
                    there.wait_until::<SpinHint>(Acquire, |there| there);
                    // Relaxed: shuttle is sequentially consistent.
                    flag.store(true, Relaxed);
                    let line: Option<interrupt::Line> = line.lock().unwrap().take();
                    return line.expect("it is there").raise();
                }
                *line.lock().unwrap() = Some(Interrupt::new("wake", || ()).when_raised());
                // Release: pairs with the Acquire above.
                there.store(true, Release);
                loop {
                    if off {
                        interrupt::off();
                    }
                    // Relaxed: it is what the interrupt is for.
                    if flag.load(Relaxed) {
                        return interrupt::on();
                    }
                    interrupt::halt();
                }
            };
            model::run(2, work, || ());
        }
    };
    sample(1, sleeper(true));
    assert!(failure(sleeper(false)).contains("max_steps"));
}
