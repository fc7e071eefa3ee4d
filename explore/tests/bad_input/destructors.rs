//! Destructors that access the model's memory when their thread is not there to do
//! it any more, or is on its way out.

use crate::failure;
use latchwork_explore::FailureKind::{Misuse, Panic};
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use latchwork_explore::{Explorer, thread, thread::spawn};
use std::cell::RefCell;
use std::panic::{catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Stores when it is dropped.
struct Stores(Arc<AtomicUsize>);

impl Drop for Stores {
    fn drop(&mut self) {
        self.0.store(7, SeqCst);
    }
}

#[test]
fn of_what_a_thread_would_have_taken() {
    let report = Explorer::new().explore(|| {
        let stores = Stores(Arc::new(AtomicUsize::new(0)));
        spawn(move || drop(spawn(move || drop(stores))));
        panic!("before it is spawned");
    });
    failure(report, Panic, &["before it is spawned"]);
}

#[test]
fn of_what_one_thread_too_many_would_have_taken() {
    let report = Explorer::new().explore(|| {
        for _ in 0..Explorer::MAX_THREADS {
            let stores = Stores(Arc::new(AtomicUsize::new(0)));
            spawn(move || drop(stores));
        }
    });
    failure(report, Misuse, &["too many threads"]);
}

#[test]
fn of_what_a_panic_says() {
    let report = Explorer::new().explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        spawn(move || {
            x.load(Relaxed);
            panic_any(Stores(x));
        });
    });
    failure(report, Panic, &["without a message"]);
}

latchwork_explore::thread_local! {
    static KEPT: RefCell<Option<Stores>> = RefCell::new(None);
}

#[test]
fn of_what_a_thread_has_kept() {
    let report = Explorer::new().explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        KEPT.with(|kept| *kept.borrow_mut() = Some(Stores(Arc::clone(&x))));
        x.store(1, Relaxed);
        panic!("with something kept");
    });
    failure(report, Panic, &["with something kept"]);
}

/// A guard, of which the thread is ended in the executions that block.
#[test]
fn of_a_thread_that_is_ended() {
    static SKIPPED: AtomicBool = AtomicBool::new(false);
    let report = Explorer::new().explore(|| {
        let shared = Arc::new((Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0)));
        let pass = |shared: &(Arc<AtomicUsize>, AtomicUsize)| {
            loop {
                let _stores = Stores(Arc::clone(&shared.0));
                shared.1.await_until(SeqCst, |locked| locked == 0);
                let taken = shared.1.compare_exchange(0, 1, SeqCst, Relaxed);
                if taken.is_ok() {
                    return shared.1.store(0, SeqCst);
                }
            }
        };
        let other = Arc::clone(&shared);
        let other = spawn(move || pass(&other));
        pass(&shared);
        other.join().unwrap();
        // A destructor that checks something leaves it then.
        SKIPPED.fetch_or(std::thread::panicking(), Relaxed);
    });
    assert!(report.ended && report.failure.is_none(), "{report}");
    assert!(report.blocked > 0, "a thread is ended: {report}");
    assert!(!SKIPPED.load(Relaxed), "nobody panics");
}

#[test]
fn of_a_guard_on_the_way_of_a_panic() {
    let report = Explorer::new().explore(|| {
        let mutex = Mutex::new(());
        let _guard = mutex.lock();
        panic!("with a guard");
    });
    failure(report, Panic, &["with a guard"]);
    assert!(!std::thread::panicking(), "the search is over");
}

/// The message is that of the panic, not of one that the model has caught.
#[test]
fn of_two_panics_the_second() {
    let report = Explorer::new().explore(|| {
        drop(catch_unwind(|| panic!("caught")));
        panic!("not caught");
    });
    failure(report, Panic, &["not caught"]);
}

#[test]
fn a_model_in_a_model() {
    let report = Explorer::new().explore(|| {
        Explorer::new().explore(|| _ = thread::current_id());
    });
    failure(report, Panic, &["explores another model"]);
}
