//! A whole run, on threads.

use crate::protocol::Record;
use crate::selftest::{Failure, LISTED, Locks, MachineTest};
use crate::threads::{ThisThread, Threads};
use crate::{MAX_CPUS, Options, Own, run};
use latchwork_lock::author::Order;
use latchwork_lock::{RawLock, for_each_lock};
use std::collections::BTreeSet;

macro_rules! locks {
    ([] $($name:ident: $lock:ty),*) => {
        [$((stringify!($name), matches!(<$lock>::ORDER, Order::Fifo))),*]
    };
}

/// The locks, with whether each is FIFO.
const LOCKS: [(&str, bool); crate::selftest::LOCKS.len()] = for_each_lock!(locks[], ThisThread, 1);

/// Whether the self-test of this name, to be run with these locks, must be run with this
/// lock; `None` if it may be.
fn must_run(locks: Locks, is_fifo: bool) -> Option<bool> {
    match locks {
        Locks::Every => Some(true),
        Locks::Fifo => Some(is_fifo),
        Locks::Some => None,
    }
}

fn few(self_tests: bool, curve: bool) -> Options {
    Options {
        measure: false,
        statistics: false,
        // Few: threads that queue up stall when they outnumber the cores.
        acquisitions: Some(100),
        self_tests,
        curve,
        critical_section: 0,
    }
}

fn read(line: &str) -> Record<'_> {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[track_caller]
fn assert_machine_and_done<'a>(cpus: usize, lines: &'a [String]) -> Vec<Record<'a>> {
    let records: Vec<_> = lines.iter().map(|line| read(line)).collect();
    let [first, between @ .., last] = &records[..] else {
        panic!("a machine and a done: {lines:?}");
    };
    assert_eq!(
        *first,
        Record::Machine {
            cpus,
            ticks_per_second: 1_000_000_000
        }
    );
    assert_eq!(*last, Record::Done { failed: 0 });
    between.to_vec()
}

#[test]
fn self_tests_pass() {
    for cpus in [1, 2, 4] {
        let machine = Threads::new(cpus);
        assert_eq!(
            run::<ThisThread>(&machine, &few(true, false), Own::default()),
            0
        );
        let lines = machine.lines();
        let records = assert_machine_and_done(cpus, &lines);
        let mut ran = BTreeSet::new();
        for pair in records.chunks(2) {
            let [
                Record::Begin { test: begun },
                Record::Test {
                    test, passed, saw, ..
                },
            ] = pair
            else {
                panic!("{pair:?} is not the beginning and the end of a self-test");
            };
            assert_eq!((test, *passed, *saw), (begun, true, ""));
            assert!(ran.insert(test.to_string()), "{test} ran twice");
        }
        for (test, locks) in LISTED {
            let mut times = 0;
            for (lock, is_fifo) in LOCKS {
                let has = ran.remove(&format!("{lock}/{test}"));
                times += usize::from(has);
                let must = must_run(*locks, is_fifo).unwrap_or(has);
                assert_eq!(has, must, "{lock}/{test}");
            }
            assert!(times > 0, "{test} ran with no lock");
        }
        assert_eq!(ran, BTreeSet::new(), "they are not listed");
    }
}

#[test]
fn a_machine_has_self_tests_of_its_own() {
    let good = MachineTest {
        name: "good",
        run: |_| Ok(()),
    };
    let bad = MachineTest {
        name: "bad",
        run: |machine| Err(Failure::new(format_args!("{} CPUs", machine.cpus()))),
    };
    let machine = Threads::new(2);
    let own = Own {
        tests: &[bad, good],
        ..Own::default()
    };
    assert_eq!(run::<ThisThread>(&machine, &few(true, false), own), 1);
    let lines = machine.lines();
    let records: Vec<_> = lines.iter().map(|line| read(line)).collect();
    let ends = records.iter().filter_map(|record| match record {
        Record::Test {
            test, passed, saw, ..
        } => Some((*test, *passed, *saw)),
        _ => None,
    });
    let own: Vec<_> = ends
        .filter(|(test, ..)| test.starts_with("machine/"))
        .collect();
    let expected = [("machine/bad", false, "2 CPUs"), ("machine/good", true, "")];
    assert_eq!(own, expected);
    assert_eq!(records.last(), Some(&Record::Done { failed: 1 }));
}

#[test]
fn every_lock_has_a_curve() {
    for cpus in [1, 2, 4] {
        let machine = Threads::new(cpus);
        assert_eq!(
            run::<ThisThread>(&machine, &few(false, true), Own::default()),
            0
        );
        let lines = machine.lines();
        let mut points = assert_machine_and_done(cpus, &lines).into_iter();
        for (name, _) in LOCKS {
            for contenders in 1..=cpus {
                let point = points.next();
                let Some(Record::Curve {
                    lock,
                    cpus,
                    acquisitions,
                    ticks,
                    overlap,
                }) = point
                else {
                    panic!("{point:?} is not a point of {name}");
                };
                assert_eq!((lock, cpus), (name, contenders));
                assert!(acquisitions > 0, "{point:?}");
                assert!(ticks >= 20_000_000, "{point:?} is too short");
                assert!(overlap <= 100, "{point:?}");
            }
        }
        assert_eq!(points.next(), None);
    }
}

#[test]
fn nothing_but_what_is_asked() {
    let machine = Threads::new(1);
    assert_eq!(
        run::<ThisThread>(&machine, &few(false, false), Own::default()),
        0
    );
    assert_eq!(assert_machine_and_done(1, &machine.lines()), []);
}

#[test]
#[should_panic = "a run takes 1 to 256 CPUs, and the machine has 257"]
fn too_many_cpus() {
    run::<ThisThread>(
        &Threads::new(MAX_CPUS + 1),
        &Options::default(),
        Own::default(),
    );
}
