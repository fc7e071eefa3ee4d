//! Threads, what they keep for themselves, and how they end.

use crate::{executions, failure};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, FailureKind, thread};
use std::cell::Cell;
use std::sync::Arc;

latchwork_explore::thread_local! {
    static MINE: Cell<usize> = Cell::new(0);
}

#[test]
fn each_thread_of_each_execution_has_its_own_value() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new(AtomicUsize::new(0));
        let work = |shared: Arc<AtomicUsize>| {
            assert_eq!(MINE.with(Cell::get), 0);
            MINE.with(|mine| mine.set(thread::current_id() + 1));
            shared.fetch_add(1, Relaxed);
            assert_eq!(MINE.with(Cell::get), thread::current_id() + 1);
        };
        let other = Arc::clone(&shared);
        thread::spawn(move || work(other));
        work(shared);
    });
    assert_eq!(executions(&report), (2, 0));
    assert!(MINE.try_with(Cell::get).is_err());
}

struct Shared(UnsafeCell<usize>);

// SAFETY: the explorer reports races.
unsafe impl Sync for Shared {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Shared {}

#[test]
fn spawn_and_join_order_accesses_and_nothing_else_does() {
    let ordered = |joins: bool| {
        Explorer::new().explore(move || {
            let cell = Arc::new(Shared(UnsafeCell::new(0)));
            // SAFETY: the explorer reports races.
            let add = |cell: &Shared| cell.0.with_mut(|it| unsafe { *it += 1 });
            add(&cell);
            let other = Arc::clone(&cell);
            let thread = thread::spawn(move || add(&other));
            if joins {
                thread.join().unwrap();
            }
            add(&cell);
        })
    };
    assert_eq!(executions(&ordered(true)), (1, 0));
    let failure = failure(ordered(false), FailureKind::DataRace);
    let [first, second] = &failure.accesses[..] else {
        panic!("{failure}: a race is between two accesses");
    };
    assert!(first.write && second.write && first.thread != second.thread);
}

#[test]
fn threads_spawn_threads_and_return_values() {
    let report = Explorer::new().explore(|| {
        let sum = thread::spawn(|| {
            let inner = thread::spawn(|| 20);
            inner.join().unwrap() + 1
        });
        assert_eq!(sum.join().unwrap() * 2, 42);
    });
    assert_eq!(executions(&report), (1, 0));
}

/// Threads that spawn threads are numbered in the order in which they happen to be
/// spawned, which must not matter.
#[test]
fn two_threads_that_spawn_each_a_thread_have_each_order_once() {
    let report = Explorer::new().explore(|| {
        let counter = Arc::new(AtomicUsize::new(0));
        for _ in 0..2 {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                counter.fetch_add(1, Relaxed);
                let again = Arc::clone(&counter);
                thread::spawn(move || again.fetch_add(1, Relaxed));
            });
        }
    });
    // The orders of a, a', b, b' in which a is before a' and b before b'.
    assert_eq!(executions(&report), (6, 0));
}

#[test]
fn sixteen_threads_are_not_too_many() {
    let report = Explorer::new().explore(|| {
        let threads: Vec<_> = (1..Explorer::MAX_THREADS)
            .map(|number| thread::spawn(move || number))
            .collect();
        let sum: usize = threads.into_iter().map(|it| it.join().unwrap()).sum();
        assert_eq!(sum, 120);
    });
    assert_eq!(executions(&report), (1, 0));
}

#[test]
fn what_a_blocked_execution_holds_is_dropped() {
    use std::sync::atomic::AtomicI64;
    static ALIVE: AtomicI64 = AtomicI64::new(0);
    struct Counted;
    impl Counted {
        fn new() -> Self {
            ALIVE.fetch_add(1, Relaxed);
            Self
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Relaxed);
        }
    }
    // Who reads 1 late waits for a value that was overwritten.
    let report = Explorer::new().workers(1).explore(|| {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        thread::spawn(move || {
            let _counted = Counted::new();
            other.0.await_until(Relaxed, |value| value != 1);
            other.1.store(1, Relaxed);
        });
        shared.0.store(1, Relaxed);
        shared.1.load(Relaxed);
        shared.0.store(2, Relaxed);
    });
    let (complete, blocked) = executions(&report);
    assert!(complete > 0, "{report}");
    assert_eq!(ALIVE.load(Relaxed), 0, "after {blocked} blocked executions");
}

/// A wait does not unwind where it is run for real, so a destructor behind one may
/// rely on that it was over.
#[test]
fn destructors_of_a_blocked_execution_do_not_get_at_cells() {
    struct Bomb(Arc<(AtomicUsize, Shared)>);
    impl Drop for Bomb {
        fn drop(&mut self) {
            // SAFETY: the explorer reports races.
            self.0.1.0.with_mut(|it| unsafe { *it += 1 });
            assert_eq!(self.0.0.load(Relaxed), 2, "the wait is over");
        }
    }
    let report = Explorer::new().workers(1).explore(|| {
        let shared = Arc::new((AtomicUsize::new(0), Shared(UnsafeCell::new(0))));
        let gate = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let (theirs, waits) = (Arc::clone(&shared), Arc::clone(&gate));
        thread::spawn(move || {
            let bomb = Bomb(theirs);
            waits.0.await_until(Relaxed, |value| value != 1);
            bomb.0.0.store(2, Relaxed);
        });
        gate.0.store(1, Relaxed);
        gate.1.load(Relaxed);
        gate.0.store(2, Relaxed);
    });
    assert!(executions(&report).0 > 0);
}

/// Of the store and the load of thread 1: whose they were in the execution that fails.
fn roles(first: usize, second: usize) -> [usize; 2] {
    let report = Explorer::new().workers(1).explore(move || {
        let flag = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&flag);
        thread::spawn(move || {
            thread::plays(first);
            other.store(1, Relaxed);
            thread::plays(second);
            assert_eq!(other.load(Relaxed), 1);
        });
        flag.store(2, Relaxed);
    });
    let failure = failure(report, FailureKind::Panic);
    let execution = failure.execution;
    assert_eq!(execution.role(0, 0), 0, "who plays nobody is itself");
    [0, 1].map(|index| execution.role(1, index))
}

/// What is told of one exploration does not depend on another, beside it.
#[test]
fn whom_a_thread_played_is_told_by_its_own_execution() {
    let explores = |first, second| {
        move || {
            for _ in 0..200 {
                assert_eq!(roles(first, second), [first, second]);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(explores(5, 6));
        scope.spawn(explores(8, 9));
    });
}
