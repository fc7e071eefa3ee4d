//! A handler and what it interrupts use the same thing.

use super::{Shared, add, adding, atomic, explore};
use crate::{executions, failure};
use latchwork_explore::interrupt::{self, Interrupt};
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use latchwork_explore::{Explorer, FailureKind, Replay, Report};
use std::sync::Arc;

/// A counter that a handler and what it interrupts share.
fn counted(off: bool) -> Report {
    explore(move || {
        let sum = atomic();
        let came = atomic();
        let (theirs, comes) = (Arc::clone(&sum), Arc::clone(&came));
        let handler = move || {
            add(&theirs);
            comes.store(1, Relaxed);
        };
        Interrupt::new("timer", handler).comes_up_to(1);
        if off {
            assert!(interrupt::off());
        }
        add(&sum);
        if off {
            interrupt::on();
        }
        interrupt::off();
        assert_eq!(sum.load(Relaxed), 1 + came.load(Relaxed), "one is lost");
    })
}

/// Off: it comes in front of the addition, or where interrupts are turned off for the end,
/// or not at all. Places in between there are none.
#[test]
fn with_interrupts_off_nothing_is_lost() {
    assert_eq!(executions(&counted(true)), (3, 0));
}

/// Its known-bad twin, and what is seen of it.
#[test]
fn an_interrupt_between_load_and_store_loses_one() {
    let failure = failure(counted(false), FailureKind::Panic);
    assert!(failure.message.contains("one is lost"), "{failure}");
    let table = failure.table();
    let lines: Vec<&str> = table.lines().collect();
    let at = |what: &str| {
        let found = lines.iter().position(|line| line.contains(what));
        found.unwrap_or_else(|| panic!("{what} is not in\n{table}"))
    };
    let (enters, leaves) = (at("interrupt: enters timer"), at("interrupt: leaves timer"));
    // The interrupted load in front of it; in it a load and two stores.
    assert!(lines[enters - 1].contains("reads 0 of"), "{table}");
    assert_eq!(leaves - enters, 4, "{table}");
    assert!(lines[leaves + 1].contains("writes 1 to"), "{table}");
    assert!(!table.contains("chooses"), "{table}");
}

#[test]
fn an_interrupt_is_replayed() {
    let model = || {
        let sum = atomic();
        adding(&sum).comes_up_to(1);
        add(&sum);
        interrupt::off();
        assert_ne!(sum.load(Relaxed), 2);
    };
    let first = failure(explore(model), FailureKind::Panic);
    let file = serde_json::to_string(&first.replay).unwrap();
    let replay: Replay = serde_json::from_str(&file).unwrap();
    let again = failure(Explorer::new().replay(&replay, model), FailureKind::Panic);
    assert_eq!(again.table(), first.table());
}

/// An addition to a cell is one access to the explorer, and not to a processor.
#[test]
fn a_handler_races_with_the_access_that_it_interrupts() {
    let count = |off: bool| {
        explore(move || {
            let shared = Arc::new(Shared::default());
            let theirs = Arc::clone(&shared);
            Interrupt::new("timer", move || theirs.add()).comes_up_to(1);
            if off {
                interrupt::off();
            }
            shared.add();
        })
    };
    let failure = failure(count(false), FailureKind::DataRace);
    assert!(
        failure
            .message
            .contains("an interrupt of thread 0 comes while that writes to a cell"),
        "{failure}"
    );
    assert_eq!(failure.accesses.len(), 2);
    // In front of the turning off, or not at all: interrupts stay off.
    assert_eq!(executions(&count(true)), (2, 0));
}

/// Both read, or they access different cells: nothing is wrong. The places are those in
/// front of each access, which for a cell is in it, and the end.
#[test]
fn a_handler_may_come_during_an_access_to_another_cell() {
    let report = explore(|| {
        let shared = Arc::new([Shared::default(), Shared::default()]);
        let theirs = Arc::clone(&shared);
        let handler = move || {
            theirs[1].add();
            theirs[0].value.with(|_| ());
        };
        Interrupt::new("timer", handler).comes_up_to(1);
        shared[0].value.with(|_| ());
    });
    assert_eq!(executions(&report), (3, 0));
}

/// A spin lock.
fn lock(lock: &AtomicUsize) {
    while lock.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
        lock.await_until(Relaxed, |locked| locked == 0);
    }
}

/// A lock that a handler takes as well.
fn locking(off: bool, polls: bool) -> Report {
    explore(move || {
        let (locked, shared) = (atomic(), Arc::new(Shared::default()));
        let (theirs, sum) = (Arc::clone(&locked), Arc::clone(&shared));
        let handler = move || {
            match polls {
                true => while theirs.compare_exchange(0, 1, Acquire, Relaxed).is_err() {},
                false => lock(&theirs),
            }
            sum.add();
            theirs.store(0, Release);
        };
        Interrupt::new("timer", handler).comes_up_to(1);
        if off {
            interrupt::off();
        }
        lock(&locked);
        shared.add();
        locked.store(0, Release);
        if off {
            interrupt::on();
        }
    })
}

/// With interrupts off it comes in front, behind, or not at all.
#[test]
fn a_handler_that_takes_the_lock_of_its_cpu_waits_for_ever() {
    for polls in [false, true] {
        assert_eq!(executions(&locking(true, polls)), (3, 0));
        let failure = failure(locking(false, polls), FailureKind::Livelock);
        assert!(failure.table().contains("enters timer"), "{failure}");
    }
}

/// The explorer's own mutex.
#[test]
fn a_handler_that_takes_the_mutex_of_its_cpu_is_a_deadlock() {
    let failure = failure(
        explore(|| {
            let mutex = Arc::new(Mutex::new(()));
            let theirs = Arc::clone(&mutex);
            Interrupt::new("timer", move || drop(theirs.lock())).comes_up_to(1);
            drop(mutex.lock());
        }),
        FailureKind::Deadlock,
    );
    assert!(
        failure.message.contains("a mutex that is locked"),
        "{failure}"
    );
}
