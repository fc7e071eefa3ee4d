//! What the stealing lock says of CPUs, who may steal from whom, and how often. On the host's
//! threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;

use latchwork_atomic::model;
use latchwork_lock::author::StealingPlace;
use latchwork_lock::{Mutex, RawLock, Relax, SpinHint, StealingLock, Yield, Yielding};
use model_cpu::ModelCpu;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Runs `test` on one CPU of a model.
fn on_one_cpu(test: impl Fn() + Send + Sync + 'static) {
    model::run(1, move |_cpu| test(), || ());
}

/// The lock, for few CPUs.
type Few<R, const STEALS: u32> = StealingLock<ModelCpu, 4, R, STEALS>;

/// CPU `cpu` arrives.
fn arrive<R: Relax, const STEALS: u32>(lock: &Few<R, STEALS>, cpu: usize) -> StealingPlace {
    // SAFETY: each test waits with the place, on that CPU, or leaves the lock alone.
    model::as_cpu(cpu, || unsafe { lock.arrive() })
}

/// CPU `cpu` acquires with its place, and releases.
fn be_served<R: Relax, const STEALS: u32>(lock: &Few<R, STEALS>, cpu: usize, place: StealingPlace) {
    model::as_cpu(cpu, || {
        // SAFETY: the place comes from this lock, on this CPU.
        unsafe { lock.wait(place) };
        assert!(lock.is_locked());
        // SAFETY: the lock is held, and protects nothing.
        unsafe { lock.unlock(()) };
    });
}

/// What the lock shows of itself.
fn shown<R: Relax, const STEALS: u32>(lock: &Few<R, STEALS>) -> String {
    let shown = format!("{lock:?}");
    let shown = shown
        .strip_prefix("StealingLock { cpus: 4, ")
        .expect("it is named");
    shown.to_owned()
}

#[test]
fn whoever_comes_steals_as_often_as_it_may_and_then_queues() {
    on_one_cpu(|| {
        let lock = Few::<SpinHint, 2>::new();
        for _ in 0..2 {
            assert_eq!(shown(&lock), "locked: false, steals_left: 0, tail: 0 }");
            let holder = arrive(&lock, 0);
            assert_eq!(shown(&lock), "locked: true, steals_left: 0, tail: 0 }");
            let first = arrive(&lock, 1);
            assert_eq!(shown(&lock), "locked: true, steals_left: 2, tail: 2 }");
            let second = arrive(&lock, 2);
            assert_eq!(shown(&lock), "locked: true, steals_left: 2, tail: 3 }");
            be_served(&lock, 0, holder);
            // From the first.
            for left in [1, 0] {
                let thief = arrive(&lock, 0);
                let held = format!("locked: true, steals_left: {left}, tail: 3 }}");
                assert_eq!(shown(&lock), held);
                be_served(&lock, 0, thief);
            }
            let last = arrive(&lock, 0);
            assert_eq!(shown(&lock), "locked: false, steals_left: 0, tail: 1 }");
            be_served(&lock, 1, first);
            // From the next again.
            assert_eq!(shown(&lock), "locked: false, steals_left: 2, tail: 1 }");
            let thief = arrive(&lock, 3);
            assert_eq!(shown(&lock), "locked: true, steals_left: 1, tail: 1 }");
            be_served(&lock, 3, thief);
            be_served(&lock, 2, second);
            be_served(&lock, 0, last);
        }
    });
}

/// `try_lock` passes nobody, though it could steal.
#[test]
fn who_tries_does_not_steal() {
    on_one_cpu(|| {
        let lock = Few::<SpinHint, 2>::new();
        let holder = arrive(&lock, 0);
        let waiter = arrive(&lock, 1);
        assert!(lock.try_lock().is_none());
        be_served(&lock, 0, holder);
        assert!(!lock.is_locked() && lock.try_lock().is_none());
        be_served(&lock, 1, waiter);
        assert!(lock.try_lock().is_some());
    });
}

/// What is done at a failed poll, of which so many there were.
type AtEach = Box<dyn FnMut(u32)>;

thread_local! {
    /// Polls that have failed on this thread.
    static POLLS: Cell<u32> = const { Cell::new(0) };
    /// What is done at each of them.
    static AT_EACH: RefCell<Option<AtEach>> = const { RefCell::new(None) };
}

/// Counts failed polls, and does something at each.
struct Counted;

impl Relax for Counted {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        POLLS.set(POLLS.get() + 1);
        AT_EACH.with_borrow_mut(|at_each| {
            if let Some(at_each) = at_each {
                at_each(POLLS.get());
            }
        });
    }
}

/// A head that runs is next: after a while nobody steals from it any more. Its patience is
/// counted by what it does between polls.
#[test]
#[cfg_attr(miri, ignore = "hundreds of polls take Miri minutes")]
fn a_head_that_has_polled_for_a_while_is_passed_by_nobody() {
    static LOCK: Few<Counted, 4000> = StealingLock::new();
    on_one_cpu(|| {
        let holder = arrive(&LOCK, 0);
        let head = arrive(&LOCK, 1);
        let mut holder = Some(holder);
        let mut closed_at = None;
        AT_EACH.set(Some(Box::new(move |polls| {
            let closed = shown(&LOCK) == "locked: true, steals_left: 0, tail: 2 }";
            if closed && closed_at.is_none() {
                closed_at = Some(polls);
            }
            match closed_at {
                None => assert_eq!(shown(&LOCK), "locked: true, steals_left: 4000, tail: 2 }"),
                Some(at) => {
                    assert_eq!(at, 256);
                    let Some(holder) = holder.take() else { return };
                    be_served(&LOCK, 0, holder);
                    // It comes back, and has to queue.
                    // The place is lost, and with it the lock.
                    _ = arrive(&LOCK, 0);
                    assert_eq!(shown(&LOCK), "locked: false, steals_left: 0, tail: 1 }");
                }
            }
        })));
        be_served(&LOCK, 1, head);
        AT_EACH.set(None);
        assert_eq!(shown(&LOCK), "locked: false, steals_left: 4000, tail: 1 }");
    });
}

#[test]
fn a_guard_may_be_dropped_on_another_cpu() {
    on_one_cpu(|| {
        let mutex: Mutex<u32, Few<SpinHint, 2>> = Mutex::new(1);
        let mut guard = mutex.lock();
        *guard += 1;
        thread::scope(|scope| _ = scope.spawn(move || drop(guard)));
        assert_eq!(mutex.try_lock().as_deref(), Some(&2));
    });
}

#[test]
fn a_cpu_without_a_place_or_with_one_is_told() {
    fn told(attempt: impl FnOnce()) -> String {
        let panicked = catch_unwind(AssertUnwindSafe(attempt)).expect_err("it is told");
        *panicked.downcast::<String>().expect("a formatted message")
    }

    on_one_cpu(|| {
        let lock = Few::<SpinHint, 2>::new();
        for cpu in [4, usize::MAX] {
            let expected =
                format!("CPU {cpu} uses a stealing lock made for 4 CPUs, numbered from 0");
            model::as_cpu(cpu, || {
                assert!(!lock.has_place());
                assert_eq!(told(|| lock.lock()), expected);
                // It needs no place.
                assert!(lock.try_lock().is_some());
                // SAFETY: the lock is held, and protects nothing.
                unsafe { lock.unlock(()) };
            });
        }
        let holder = arrive(&lock, 0);
        let first = arrive(&lock, 1);
        let waits = |cpu| {
            let expected = format!("CPU {cpu} already waits for this stealing lock");
            model::as_cpu(cpu, || assert_eq!(told(|| lock.lock()), expected));
        };
        // At the head and last; at the head; and last.
        waits(1);
        let second = arrive(&lock, 2);
        waits(1);
        waits(2);
        be_served(&lock, 0, holder);
        be_served(&lock, 1, first);
        be_served(&lock, 2, second);
    });
}

/// Threads that give way at each poll but the first few take turns.
#[test]
fn cpus_that_yield_take_turns() {
    struct ToTheHost;

    impl Yield for ToTheHost {
        fn yield_now() {
            POLLS.set(POLLS.get() + 1);
            model::yield_now();
        }
    }

    static COUNT: Mutex<usize, StealingLock<ModelCpu, 4, Yielding<ToTheHost, 2>, 1>> =
        Mutex::new(0);
    let rounds = if cfg!(miri) { 3 } else { 500 };
    let work = move |_cpu| {
        for _ in 0..rounds {
            let mut count = COUNT.lock();
            // The others see it held.
            model::yield_now();
            *count += 1;
        }
    };
    model::run(4, work, move || {
        let count = COUNT.try_lock().expect("it is free");
        assert_eq!(*count, 4 * rounds);
    });
}
