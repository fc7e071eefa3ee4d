//! What a printed execution says.

use latchwork_explore::Explorer;
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::thread::spawn;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as HostMutex};

/// The tables of all complete executions of `model`.
fn tables(model: impl Fn() + Send + Sync) -> BTreeSet<String> {
    let tables = Arc::new(HostMutex::new(BTreeSet::new()));
    let all = Arc::clone(&tables);
    let report = Explorer::new()
        .on_execution(move |execution, complete| {
            if complete {
                all.lock().unwrap().insert(execution.to_string());
            }
        })
        .explore(model);
    assert!(report.ended && report.failure.is_none(), "{report}");
    let tables = tables.lock().unwrap();
    assert_eq!(tables.len() as u64, report.complete);
    tables.clone()
}

/// A read is stale if a newer write had been made, not if one is made later.
#[test]
fn a_stale_read_is_marked_and_no_other() {
    let one = tables(|| {
        let x = AtomicUsize::new(0);
        x.load(Relaxed);
        x.store(1, Relaxed);
        x.load(Relaxed);
        x.store(2, Relaxed);
    });
    let one = one.first().unwrap();
    assert!(!one.contains("STALE"), "nothing is:\n{one}");

    // In one of the three executions of this the flag is seen and the message, which
    // was written before it, is not: there its read is stale.
    let two = tables(|| {
        let shared = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let other = Arc::clone(&shared);
        let other = spawn(move || {
            other[0].store(1, Relaxed);
            other[1].store(1, Relaxed);
        });
        let [message, flag] = &*shared;
        if flag.load(Relaxed) == 1 {
            message.load(Relaxed); // late
        }
        other.join().unwrap();
    });
    let stale: Vec<_> = two.iter().filter(|table| table.contains("STALE")).collect();
    assert_eq!((two.len(), stale.len()), (3, 1), "{two:#?}");
    let line = stale[0]
        .lines()
        .find(|line| line.contains("STALE"))
        .unwrap();
    let source = include_str!("shown.rs").lines();
    let late = source.zip(1..).find(|(line, _)| line.ends_with("// late"));
    let place = format!("shown.rs:{}:", late.unwrap().1);
    assert!(line.contains(&place), "{line}");
}

/// Each step is at a place in the model, also where a guard is dropped.
#[test]
fn places_are_the_models() {
    let tables = tables(|| {
        let mutex = Arc::new(Mutex::new(0));
        let other = Arc::clone(&mutex);
        let other = spawn(move || *other.lock().unwrap() += 1);
        drop(mutex.lock());
        other.join().unwrap();
        assert_eq!(*mutex.lock().unwrap(), 1);
    });
    for table in &tables {
        for line in table.lines().skip(1) {
            assert!(line.contains("tests/shown.rs:"), "{line}\nof\n{table}");
        }
    }
}

/// A write that loses against one that was made before says so, wherever it loses.
#[test]
fn a_write_that_is_already_older_says_so() {
    let all = tables(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || {
            other.store(2, Relaxed);
            other.store(3, Relaxed);
        });
        x.store(1, Relaxed);
        other.join().unwrap();
    });
    assert_eq!(all.len(), 3, "{all:#?}");
    let x = tables(|| {
        let shared = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let other = Arc::clone(&shared);
        let other = spawn(move || {
            other[1].store(2, Relaxed);
            other[0].store(2, Relaxed);
            other[0].store(3, Relaxed);
        });
        shared[0].store(1, Relaxed);
        shared[1].store(1, Relaxed);
        other.join().unwrap();
    });
    // x and y are both lost by who writes first: no interleaving does that.
    let lost = x
        .iter()
        .filter(|table| table.matches("in modification order before step").count() >= 2);
    assert!(lost.count() > 0, "{x:#?}");
}

/// Both accesses of a race are rows of the failure's table, at their places.
#[test]
fn a_race_is_seen_in_the_table() {
    use latchwork_explore::cell::UnsafeCell;
    struct Shared(UnsafeCell<u8>);
    // SAFETY: the explorer reports races.
    unsafe impl Sync for Shared {}
    // SAFETY: nothing in it belongs to a thread.
    unsafe impl Send for Shared {}
    let report = Explorer::new().explore(|| {
        let shared = Arc::new((Shared(UnsafeCell::new(0)), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        spawn(move || {
            // SAFETY: the explorer reports races.
            (other.0).0.with_mut(|it| unsafe { *it = 1 }); // writes
            other.1.store(1, Relaxed);
        });
        shared.1.await_until(Relaxed, |it| it == 1);
        // SAFETY: the explorer reports races.
        (shared.0).0.with(|it| unsafe { *it }); // reads
    });
    let table = report.failure.expect("it races").table();
    let line = |mark: &str| {
        let source = include_str!("shown.rs").lines();
        let (_, number) = source
            .zip(1..)
            .find(|(line, _)| line.ends_with(mark))
            .unwrap();
        let place = format!("shown.rs:{number}:");
        table
            .lines()
            .position(|line| line.contains('▶') && line.contains(&place))
    };
    let store = table.lines().position(|line| line.contains("writes 1 to"));
    let (written, read) = (line("// writes"), line("// reads"));
    assert!(
        written.is_some() && written < store && store < read,
        "{table}"
    );
}

/// A loop that goes round and round takes two rows.
#[test]
fn rows_that_are_alike_are_counted() {
    let explorer = Explorer::new().step_limit(1_000).every_turn();
    let report = explorer.explore(|| {
        let x = AtomicUsize::new(0);
        while x.load(Relaxed) == 0 {}
    });
    let table = report.failure.expect("it goes on for ever").table();
    assert!(table.contains("… and 999 times more …"), "{table}");
    assert_eq!(table.lines().count(), 3);
}
