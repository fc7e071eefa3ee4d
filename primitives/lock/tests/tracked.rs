//! Locks that note in which order they are taken, and what types do not see of it.
// Not under Miri, for which it is too slow: what is unsafe in the graph is in `order_graph`.
#![cfg(all(
    feature = "order-graph",
    debug_assertions,
    not(miri),
    not(any(loom, shuttle, explore))
))]

use latchwork_cpu::{Cpu, CurrentCpu, Host, Nesting};
use latchwork_lock::author::Doorway;
use latchwork_lock::order::graph::{Class, NoRoom, OrderGraph, Orders, Report, Tracked, Tracker};
use latchwork_lock::order::{Held, Nothing, OrderedMutex};
use latchwork_lock::{
    InterruptsOff, McsLock, Mutex, MutexGuard, PreemptionOff, RawLock, TicketLock, TtasLock,
    lock_order,
};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::{env, hint, mem, thread};

/// A tracker with a graph of its own, for one test, that keeps what it is told.
macro_rules! tracker {
    ($name:ident) => {
        tracker!($name, || ());
    };
    ($name:ident, $then:expr) => {
        struct $name;

        impl Tracker for $name {
            type Cpu = Interrupted;

            fn orders() -> Orders<'static> {
                static GRAPH: OrderGraph<64, 8, 32> = OrderGraph::new();
                GRAPH.orders()
            }

            fn report(report: &Report<'_>) {
                assert!(!Host::interrupts_are_on());
                SAID.with_borrow_mut(|said| said.push(report.to_string()));
                ($then)();
            }
        }
    };
}

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static IN_HANDLER: Cell<bool> = const { Cell::new(false) };
}

/// What has been said on this thread since.
fn said() -> Vec<String> {
    SAID.take()
}

/// A thread of the host that may say that it is in a handler.
struct Interrupted;

// SAFETY: they are the host's.
unsafe impl Cpu for Interrupted {
    fn index() -> usize {
        Host::index()
    }

    fn interrupts_off() -> bool {
        Host::interrupts_off()
    }

    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { Host::interrupts_on() }
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        Host::with_nesting(look)
    }

    fn in_handler() -> bool {
        IN_HANDLER.get()
    }
}

/// Calls `work` as a handler.
fn handle(work: impl FnOnce()) {
    let on = Host::interrupts_off();
    IN_HANDLER.set(true);
    work();
    IN_HANDLER.set(false);
    if on {
        // SAFETY: they were on before.
        unsafe { Host::interrupts_on() };
    }
}

/// One order, and then the other.
fn both_ways<R: RawLock>(one: &Mutex<u32, R>, other: &Mutex<u32, R>) {
    drop((one.lock(), other.lock()));
    assert!(said().is_empty());
    let at = line!() + 1;
    drop((other.lock(), one.lock()));
    let said = said();
    assert_eq!((said.len(), said[0].lines().count()), (1, 3), "{said:?}");
    let here = format!("{}:{at}:", file!());
    assert_eq!(said[0].matches(&here).count(), 2, "{said:?}");
}

lock_order! { Upper > Lower }

/// A guard is sent, and its lock waited for where it comes from.
#[test]
fn who_waits_for_a_guard_that_was_sent_does_not_wait_for_itself() {
    tracker!(Mine);
    struct Plain;
    impl Tracker for Plain {
        type Cpu = Interrupted;

        fn orders() -> Orders<'static> {
            Mine::orders()
        }
    }
    fn send<W: Tracker>() {
        let mutex: Mutex<u32, Tracked<TicketLock, W>> = Mutex::new(0);
        let (guard, over) = (mutex.lock(), AtomicBool::new(false));
        let arrived = mutex.raw().doorway();
        thread::scope(|scope| {
            scope.spawn(|| {
                // Relaxed: nothing else is looked at.
                while mutex.raw().doorway() == arrived && !over.load(Relaxed) {
                    hint::spin_loop();
                }
                drop(guard);
            });
            let waited = catch_unwind(AssertUnwindSafe(|| *mutex.lock() += 1));
            // Relaxed: nothing else is looked at.
            over.store(true, Relaxed);
            assert!(waited.is_ok(), "a false alarm");
        });
    }
    send::<Mine>();
    let told = said();
    assert!(
        told.len() == 1
            && told[0]
                .starts_with("a CPU waits for itself, unless it has sent a guard to another:"),
        "{told:?}"
    );
    send::<Plain>();
}

/// Which call the child process is to panic in.
const CASE: &str = "LATCHWORK_TRACKER_CASE";

/// What the child says if a lock that was held has been lost.
const LOST: &str = "the lock has been lost";

/// Counts down to the call in which it panics.
struct Panics;

static CALLS: AtomicU32 = AtomicU32::new(u32::MAX);

impl Tracker for Panics {
    type Cpu = Interrupted;

    fn orders() -> Orders<'static> {
        static GRAPH: OrderGraph<64, 4, 8> = OrderGraph::new();
        // Relaxed: the case has one thread.
        assert!(CALLS.fetch_sub(1, Relaxed) != 0, "no graph");
        GRAPH.orders()
    }
}

/// Locks, or tries, and releases, with a tracker that panics in the call with this number.
fn panics_in(call: u32, tries: bool) {
    let mutex: Mutex<u32, Tracked<TicketLock, Panics>, InterruptsOff<Host>> = Mutex::new(0);
    // Relaxed: the case has one thread.
    CALLS.store(call, Relaxed);
    let unwound = catch_unwind(AssertUnwindSafe(|| match tries {
        true => drop(mutex.try_lock()),
        false => drop(mutex.lock()),
    }));
    // Relaxed: the case has one thread.
    CALLS.store(u32::MAX, Relaxed);
    assert!(unwound.is_err());
    if mutex.is_locked() || !Host::interrupts_are_on() {
        println!("{LOST}");
    }
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn each_lock_is_tracked() {
        // A graph each: the locks of one may be where those of another were.
        tracker!(Ttas);
        tracker!(Ticket);
        tracker!(Mcs);
        type Of<R, W> = Mutex<u32, Tracked<R, W>>;
        both_ways(&Of::<TtasLock, Ttas>::new(0), &Of::new(0));
        both_ways(&Of::<TicketLock, Ticket>::new(0), &Of::new(0));
        both_ways(&Of::<McsLock<Host, 64>, Mcs>::new(0), &Of::new(0));
    }

    /// Without a mutex, too: at once, and in two halves.
    #[test]
    fn each_way_to_wait_is_noted() {
        tracker!(Mine);
        type Lock = Tracked<TicketLock, Mine>;
        type Token = <Lock as RawLock>::Token;
        let in_halves: fn(&Lock) -> Token = |lock| {
            // SAFETY: the place is waited with below.
            let place = unsafe { lock.arrive() };
            // SAFETY: it is this lock's.
            unsafe { lock.wait(place) }
        };
        let locks: [[Mutex<u32, Lock>; 2]; 2] = Default::default();
        for ([one, other], wait) in locks.iter().zip([Lock::lock, in_halves]) {
            drop((one.lock(), other.lock()));
            let held = [other, one].map(|it| (it.raw(), wait(it.raw())));
            assert_eq!(said().len(), 1);
            for (lock, token) in held {
                assert!(lock.is_locked());
                // SAFETY: the token is this lock's.
                unsafe { lock.unlock(token) };
                assert!(!lock.is_locked());
            }
        }
    }

    /// A lock that has been taken is of its class wherever it is moved.
    #[test]
    fn a_lock_that_is_moved_keeps_its_class() {
        tracker!(Mine);
        type Of = Mutex<u32, Tracked<TicketLock, Mine>>;
        let (one, other) = (Of::new(0), Of::new(0));
        drop((one.lock(), other.lock()));
        let moved = Box::new(one);
        drop((other.lock(), moved.lock()));
        assert_eq!(said().len(), 1);
    }

    /// A lock has a place where the lock that it tracks has one.
    #[test]
    fn a_tracked_lock_has_the_places_of_its_lock() {
        tracker!(Mine);
        struct Far;
        // SAFETY: the test has one thread, and no lock is taken.
        unsafe impl CurrentCpu for Far {
            fn current() -> usize {
                1
            }
        }
        assert!(Tracked::<McsLock<Far, 2>, Mine>::new().has_place());
        assert!(!Tracked::<McsLock<Far, 1>, Mine>::new().has_place());
    }

    #[test]
    fn locks_in_an_array_that_are_chosen_at_run_time() {
        tracker!(Mine);
        static FORKS: [Mutex<u32, Tracked<TicketLock, Mine>>; 5] = [const { Mutex::new(0) }; 5];
        fn eat(first: usize, second: usize) {
            *FORKS[first].lock() += *FORKS[second].lock();
        }
        for philosopher in 0..4 {
            eat(philosopher, philosopher + 1);
            assert!(said().is_empty());
        }
        eat(4, 0);
        let said = said();
        assert_eq!((said.len(), said[0].lines().count()), (1, 6), "{said:?}");
    }

    #[test]
    fn locks_of_one_place_or_one_name_are_one_class() {
        tracker!(Mine);
        static SOCKETS: Class = Class::new("socket");
        type Lock = Tracked<TicketLock, Mine>;
        type Of = Mutex<u32, Lock>;
        let sockets: Vec<_> = (0..3)
            .map(|_| Of::from_raw(Lock::of(&SOCKETS), 0))
            .collect();
        let pipes: Vec<_> = (0..3).map(|_| Of::from_raw(Lock::new(), 0)).collect();
        drop((sockets[0].lock(), pipes[0].lock()));
        assert!(said().is_empty());
        drop((pipes[1].lock(), sockets[1].lock()));
        let said = said();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains("\n- the lock made at ") && said[0].contains("\n- socket ("),
            "{said:?}"
        );
    }

    #[test]
    fn a_lock_that_a_handler_takes_and_others_hold_with_interrupts_on() {
        tracker!(Mine);
        type Lock = Tracked<TicketLock, Mine>;
        let right: Mutex<u32, Lock, InterruptsOff<Host>> = Mutex::new(0);
        handle(|| *right.lock() += 1);
        *right.lock() += 1;
        let tried = right.try_lock();
        assert!(tried.is_some());
        drop(tried);
        assert!(said().is_empty());
        let wrong: Mutex<u32, Lock> = Mutex::new(0);
        let taken = line!() + 1;
        handle(|| *wrong.lock() += 1);
        assert!(said().is_empty());
        let held = line!() + 1;
        *wrong.lock() += 1;
        let said = said();
        assert_eq!(said.len(), 1, "{said:?}");
        for (line, words) in [
            (held, "with interrupts on"),
            (taken, "in an interrupt handler"),
        ] {
            let here = format!("{}:{line}:", file!());
            let step = said[0].lines().find(|step| step.contains(&here));
            assert!(step.is_some_and(|it| it.ends_with(words)), "{said:?}");
        }
    }

    /// A lock of which waiters can be interrupted is held with interrupts off all the same.
    #[test]
    fn a_waiter_that_can_be_interrupted_holds_with_interrupts_off() {
        tracker!(Mine);
        let mutex: Mutex<u32, Tracked<TtasLock, Mine>, InterruptsOff<Host>> = Mutex::new(0);
        handle(|| *mutex.lock() += 1);
        *mutex.lock() += 1;
        assert!(said().is_empty() && Host::interrupts_are_on());
    }

    /// What the types do not cover: a guard that is forgotten, and two proofs, for which somebody
    /// has written `unsafe` and broken its promise.
    #[test]
    fn what_types_do_not_see_is_seen_here() {
        tracker!(Mine);
        type Of<L> = OrderedMutex<L, u32, Tracked<TicketLock, Mine>>;
        let (upper, lower) = (Of::<Upper>::new(0), Of::<Lower>::new(0));
        // SAFETY: there is no other yet.
        let mut held = unsafe { Held::<Nothing>::new() };
        let (guard, below) = upper.lock_and(&mut held);
        *lower.lock(below) += 1;
        drop(guard);
        assert!(said().is_empty());
        mem::forget(lower.lock(&mut held));
        *upper.lock(&mut held) += 1;
        assert_eq!(said().len(), 1);

        let (upper, lower) = (Of::<Upper>::new(0), Of::<Lower>::new(0));
        // SAFETY: none, and that is what is to be noticed.
        let mut second = unsafe { Held::<Nothing>::new() };
        drop((upper.lock(&mut held), lower.lock(&mut second)));
        assert!(said().is_empty());
        drop((lower.lock(&mut held), upper.lock(&mut second)));
        assert_eq!(said().len(), 1);
    }

    /// Without a hook of the kernel's a report is a panic, before anybody waits; everything is as
    /// if the lock had not been asked for.
    #[test]
    fn a_report_is_a_panic_if_nobody_wants_it() {
        struct Plain;
        impl Tracker for Plain {
            type Cpu = Interrupted;

            fn orders() -> Orders<'static> {
                static GRAPH: OrderGraph<64, 5, 8> = OrderGraph::new();
                GRAPH.orders()
            }
        }
        type Of = Mutex<u32, Tracked<TicketLock, Plain>>;
        let (one, other, third) = (Of::new(0), Of::new(0), Of::new(0));
        drop((one.lock(), other.lock()));
        let wrong = catch_unwind(AssertUnwindSafe(|| drop((other.lock(), one.lock()))));
        let message = wrong
            .expect_err("a circle")
            .downcast::<String>()
            .expect("a text");
        assert!(
            message.starts_with("these orders of locks are a circle"),
            "{message}"
        );
        assert!(Host::interrupts_are_on() && !one.is_locked() && !other.is_locked());
        // It waits for itself, and is told before.
        let kept: Mutex<u32, Tracked<TicketLock, Plain>, InterruptsOff<Host>> = Mutex::new(0);
        let guard = kept.lock();
        let again = catch_unwind(AssertUnwindSafe(|| drop(kept.lock())));
        let message = again
            .expect_err("for ever")
            .downcast::<String>()
            .expect("a text");
        assert!(message.starts_with("a CPU waits for itself"), "{message}");
        drop(guard);
        // Who tries, and holds with interrupts on what a handler takes, does not keep it.
        handle(|| drop(third.lock()));
        let tried = catch_unwind(AssertUnwindSafe(|| drop(third.try_lock())));
        assert!(tried.is_err() && !third.is_locked() && Host::interrupts_are_on());
        // There is no room for a fifth class, and that stops nobody.
        let fifth = Of::new(0);
        drop(fifth.lock());
        drop(fifth.lock());
        assert!(Plain::orders().lacks_room(NoRoom::Classes));
    }

    /// A report may keep a guard with interrupts off: they stay off as long as it lives.
    #[test]
    fn what_a_report_keeps_is_in_force_after_it() {
        type Kept = MutexGuard<'static, u32, TicketLock, InterruptsOff<Host>>;
        static LOG: Mutex<u32, TicketLock, InterruptsOff<Host>> = Mutex::new(0);
        thread_local! {
            static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
        }
        tracker!(Keeps, || KEPT.set(Some(LOG.lock())));
        type Of = Mutex<u32, Tracked<TicketLock, Keeps>>;
        let (one, other) = (Of::new(0), Of::new(0));
        both_ways(&one, &other);
        assert!(!Host::interrupts_are_on());
        drop(KEPT.take());
        assert!(Host::interrupts_are_on());
    }

    /// What a report takes closes a circle. It is not said inside of the report, and not missed
    /// where it happens again.
    #[test]
    fn a_report_is_not_reported_on() {
        tracker!(Writes, || drop(LOG.lock()));
        type Lock = Tracked<TicketLock, Writes>;
        static LOG: Mutex<u32, Lock> = Mutex::new(0);
        let (one, other): (Mutex<u32, Lock>, Mutex<u32, Lock>) = (Mutex::new(0), Mutex::new(0));
        drop((LOG.lock(), other.lock()));
        both_ways(&one, &other);
        assert!(said().is_empty());
        drop((other.lock(), LOG.lock()));
        assert_eq!(said().len(), 1);
    }

    /// `b` turns interrupts off for `a`, too, and is dropped first.
    #[test]
    fn a_lock_that_is_held_when_another_guard_lets_interrupts_come() {
        tracker!(Mine);
        type Lock = Tracked<TicketLock, Mine>;
        let upper: Mutex<u32, Lock, InterruptsOff<Host>> = Mutex::new(0);
        let lower: Mutex<u32, Lock> = Mutex::new(0);
        handle(|| *lower.lock() += 1);
        // In the reverse order no interrupt comes.
        let (a, b) = (upper.lock(), lower.lock());
        drop(b);
        drop(a);
        assert!(said().is_empty());
        let (a, b) = (upper.lock(), lower.lock());
        drop(a);
        assert!(said().is_empty() && Host::interrupts_are_on());
        drop(b);
        let said = said();
        assert!(
            said.len() == 1 && said[0].contains("and held with interrupts on"),
            "{said:?}"
        );
    }

    /// A report at a release that panics leaves neither the lock nor the policy behind.
    #[test]
    fn a_release_that_is_reported_is_one() {
        struct Plain;
        impl Tracker for Plain {
            type Cpu = Interrupted;

            fn orders() -> Orders<'static> {
                static GRAPH: OrderGraph<64, 2, 2> = OrderGraph::new();
                GRAPH.orders()
            }
        }
        let lock: Mutex<u32, Tracked<TicketLock, Plain>, PreemptionOff<Host>> = Mutex::new(0);
        handle(|| *lock.lock() += 1);
        let on = Host::interrupts_off();
        let guard = lock.lock();
        assert!(on);
        // SAFETY: they were on, and no section is entered.
        unsafe { Host::interrupts_on() };
        assert!(catch_unwind(AssertUnwindSafe(|| drop(guard))).is_err());
        assert!(!lock.is_locked() && !Host::with_nesting(Nesting::is_preemption_off));
        // Nor is it in the list: nobody waits for itself.
        *lock.lock() += 1;
    }

    /// A tracker without a graph ends the program where the lock is held; before that it unwinds.
    #[test]
    fn a_tracker_that_panics_loses_no_lock() {
        if let Ok(case) = env::var(CASE) {
            let (call, tries) = case.split_once(' ').expect("two words");
            return panics_in(call.parse().expect("a number"), tries == "true");
        }
        let program = env::current_exe().expect("the test knows its program");
        // Two calls before the lock is had for good, two when it is, and one at the release.
        for (call, tries) in (0..5).flat_map(|call| [(call, false), (call, true)]) {
            let child = Command::new(&program)
                .args(["--exact", "one_cpu::a_tracker_that_panics_loses_no_lock"])
                .arg("--nocapture")
                .env(CASE, format!("{call} {tries}"))
                .output()
                .expect("the case runs");
            let (said, errors) = (child.stdout, String::from_utf8_lossy(&child.stderr));
            let said = String::from_utf8_lossy(&said);
            assert!(!said.contains(LOST), "call {call}: {said}");
            let ends = call > 1;
            assert_eq!(child.status.success(), !ends, "call {call}: {errors}");
            assert_eq!(
                errors.contains("whose token would be lost"),
                ends,
                "call {call}: {errors}"
            );
        }
    }
}
