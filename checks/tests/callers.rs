//! A panic about a wrong use names the line that uses, through whatever it goes.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_lock::{CurrentCpu, McsLock, Mutex, RawLock, TicketLock};
use latchwork_mem::Quota;
use latchwork_sched::Queue;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, Location, catch_unwind};

/// A CPU that the lock has no place for.
struct Seventh;

// SAFETY: no lock ever has a place for it.
unsafe impl CurrentCpu for Seventh {
    fn current() -> usize {
        7
    }
}

type Few = McsLock<Seventh, 2>;

thread_local! {
    /// The line that the last panic of this thread named.
    static AT: Cell<Option<(String, u32)>> = const { Cell::new(None) };
}

/// `attempt`, a closure in the line of this call, panics, and names that line.
#[track_caller]
fn is_named(attempt: impl FnOnce()) {
    let panicked = catch_unwind(AssertUnwindSafe(attempt)).expect_err("it panics");
    let message = panicked.downcast::<String>().expect("a formatted message");
    assert_eq!(
        *message,
        "CPU 7 uses an MCS lock made for 2 CPUs, numbered from 0"
    );
    let here = Location::caller();
    assert_eq!(AT.take(), Some((here.file().to_owned(), here.line())));
}

#[test]
fn whatever_takes_a_lock_names_its_caller() {
    panic::set_hook(Box::new(|panic| {
        AT.set(panic.location().map(|at| (at.file().to_owned(), at.line())));
    }));
    let raw = Few::new();
    // SAFETY: no place is got.
    is_named(|| _ = unsafe { raw.arrive() });
    is_named(|| _ = raw.lock());
    is_named(|| _ = raw.try_lock());
    let mutex: Mutex<u32, Few> = Mutex::new(0);
    is_named(|| _ = mutex.lock());
    is_named(|| _ = mutex.try_lock());
    let queue: Queue<u32, 2, Few> = Queue::new();
    is_named(|| _ = queue.enqueue(1));
    is_named(|| _ = queue.dequeue());
    is_named(|| _ = queue.len());
    is_named(|| _ = queue.is_empty());
    let quota: Quota<Few> = Quota::new(1);
    is_named(|| _ = quota.charge(1));
    is_named(|| _ = quota.uncharge(1));
    is_named(|| _ = quota.split::<TicketLock>(1));
    is_named(|| _ = quota.free());
    is_named(|| _ = quota.charged());
    // What only shows a lock, or what is behind one, does not take it.
    let hidden = "Mutex { data: <no place for this CPU> }";
    assert_eq!(format!("{mutex:?}"), hidden);
    assert_eq!(format!("{queue:?}"), format!("Queue {{ ring: {hidden} }}"));
    assert_eq!(
        format!("{quota:?}"),
        format!("Quota {{ account: {hidden} }}")
    );
}
