//! Knuth's estimate.

use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, Progress, thread};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Six threads that count: the orders of their turns, 720 of them.
fn count() {
    let counter = Arc::new(AtomicUsize::new(0));
    for _ in 0..6 {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            counter.fetch_add(1, Relaxed);
            // So that the search takes long enough to be told of.
            std::thread::sleep(Duration::from_micros(50));
        });
    }
}

#[test]
fn an_estimate_is_near_what_the_search_finds() {
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let listener = Arc::clone(&told);
    let explorer = Explorer::new().on_progress(move |progress| {
        listener.lock().unwrap().push(*progress);
    });
    let report = explorer.explore(count);
    assert_eq!((report.complete, report.blocked), (720, 0));
    let told = told.lock().unwrap();
    let last = told.last().expect("a search of seconds is told of");
    assert!(last.complete <= 720);
    let estimate = last.estimate.expect("there were two probes at least");
    assert!(estimate.probes >= 2);
    // This tree's branches are alike; a wrong weight would be off by a factor.
    let off = (estimate.executions - 720.0).abs();
    assert!(
        off <= 4.0 * estimate.spread + 1.0,
        "{estimate:?}, of 720 executions"
    );
}
