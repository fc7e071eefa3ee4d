//! Uses outside of any model.

use crate::panic_of;
use latchwork_explore::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst, fence};
use latchwork_explore::sync::{Condvar, Mutex};
use latchwork_explore::{Explorer, thread};

#[test]
fn of_what_threads_share() {
    static X: AtomicUsize = AtomicUsize::new(0);
    let uses: [(&str, fn()); 9] = [
        ("load", || _ = X.load(SeqCst)),
        ("store", || X.store(1, SeqCst)),
        ("swap", || _ = X.swap(1, SeqCst)),
        ("compare_exchange", || {
            _ = X.compare_exchange(0, 1, SeqCst, SeqCst);
        }),
        ("await_until", || _ = X.await_until(SeqCst, |_| true)),
        ("fence", || fence(SeqCst)),
        ("lock", || _ = Mutex::new(()).lock()),
        ("notify_all", || Condvar::new().notify_all()),
        ("spawn", || _ = thread::spawn(|| ())),
    ];
    for (what, using) in uses {
        let message = panic_of(using);
        for words in ["outside of a model", "Explorer::explore"] {
            assert!(message.contains(words), "{what}: {message}");
        }
    }
    // And a model can be explored on this thread afterwards.
    let report = Explorer::new().explore(|| X.store(1, SeqCst));
    assert!(report.ended && report.failure.is_none(), "{report:?}");
}

/// A thread of the host that a model starts is no thread of the model.
#[test]
fn on_a_thread_of_the_host() {
    let report = Explorer::new().explore(|| {
        let host = std::thread::spawn(|| {
            let message = panic_of(|| AtomicBool::new(false).load(SeqCst));
            assert!(message.contains("outside of a model"), "{message}");
        });
        host.join().expect("it panics as it should");
    });
    assert!(report.ended && report.failure.is_none(), "{report:?}");
}

/// Where no thread of a model is concerned, nothing is wrong.
#[test]
fn of_what_one_owns() {
    let mut x = AtomicUsize::new(1);
    *x.get_mut() += 1;
    assert_eq!(x.into_inner(), 2);
    let mut mutex = Mutex::new(1);
    *mutex.get_mut().unwrap() += 1;
    assert_eq!(mutex.into_inner().unwrap(), 2);
}
