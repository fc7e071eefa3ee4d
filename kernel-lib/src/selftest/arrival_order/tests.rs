//! Locks that exclude, and say that they serve in order of arrival; whether one does is
//! up to its discipline.

use crate::selftest::arrival_order::arrival_order;
use crate::selftest::run_reported;
use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::author::Doorway;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{CurrentCpu, RawLock};
use std::marker::PhantomData;
use std::sync::{Condvar, Mutex, MutexGuard};

use crate::Machine;
use crate::selftest::Verdict;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::{ThisThread, Threads};

/// Whom a queue serves next.
trait Discipline {
    /// One of `waiting`, which are in order of arrival and at least one.
    fn next(waiting: &[usize]) -> Option<&usize>;

    /// What the doorway shows after so many arrivals.
    fn doorway(arrivals: u32) -> u32 {
        arrivals
    }
}

/// Keeps every promise.
#[derive(Debug)]
struct FirstCome;

impl Discipline for FirstCome {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.first()
    }
}

/// Serves the last arrival.
#[derive(Debug)]
struct LastCome;

impl Discipline for LastCome {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.last()
    }
}

/// Serves the lowest number.
#[derive(Debug)]
struct Lowest;

impl Discipline for Lowest {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.iter().min()
    }
}

/// Serves the highest number.
#[derive(Debug)]
struct Highest;

impl Discipline for Highest {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.iter().max()
    }
}

/// Does not show its arrivals.
#[derive(Debug)]
struct Hidden;

impl Discipline for Hidden {
    fn next(waiting: &[usize]) -> Option<&usize> {
        waiting.first()
    }

    fn doorway(_arrivals: u32) -> u32 {
        0
    }
}

/// The lock that serves as `D` says.
#[derive(Debug)]
struct Queue<D> {
    state: Mutex<State>,
    changed: Condvar,
    log: Log<LockEvent>,
    discipline: PhantomData<fn() -> D>,
}

#[derive(Debug)]
struct State {
    held: bool,
    waiting: Vec<usize>,
    arrivals: u32,
}

impl_initial! { impl[D] Queue<D> = Self {
    state: Mutex::new(State { held: false, waiting: Vec::new(), arrivals: 0 }),
    changed: Condvar::new(),
    log: Log::new(),
    discipline: PhantomData,
} }

impl<D> Queue<D> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

// SAFETY: `held` goes from false to true and back under the mutex, and whoever
// makes it true has the lock.
unsafe impl<D: Discipline> RawLock for Queue<D> {
    type Place = usize;
    type Token = ();

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> usize {
        let this = ThisThread::current();
        let mut state = self.state();
        state.arrivals += 1;
        state.waiting.push(this);
        this
    }

    unsafe fn wait(&self, this: usize) {
        let state = self.state();
        let mut state = self
            .changed
            .wait_while(state, |state| {
                state.held || D::next(&state.waiting) != Some(&this)
            })
            .unwrap();
        state.waiting.retain(|&waiting| waiting != this);
        state.held = true;
    }

    fn try_lock(&self) -> Option<()> {
        let mut state = self.state();
        let free = !state.held && state.waiting.is_empty();
        state.held |= free;
        free.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        self.state().held = false;
        self.changed.notify_all();
    }

    fn is_locked(&self) -> bool {
        self.state().held
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

impl<D: Discipline> Doorway for Queue<D> {
    fn doorway(&self) -> u32 {
        D::doorway(self.state().arrivals)
    }
}

/// What the self-test must reject, on four CPUs.
pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] = &[
    arrival_order::<Queue<LastCome>>,
    arrival_order::<Queue<Lowest>>,
    arrival_order::<Queue<Highest>>,
    arrival_order::<Queue<Hidden>>,
];

#[test]
fn arrival_order_rejects_other_orders() {
    let machine = Threads::new(4);
    assert_rejected(
        arrival_order::<Queue<LastCome>>(&machine),
        "CPU 3 was served at place 1 where CPU 1 had arrived",
    );
    assert_rejected(
        arrival_order::<Queue<Highest>>(&machine),
        "CPU 3 was served at place 1 where CPU 1 had arrived",
    );
    assert_rejected(
        arrival_order::<Queue<Lowest>>(&machine),
        "CPU 1 was served at place 1 where CPU 3 had arrived",
    );
    assert_accepted(arrival_order::<Queue<FirstCome>>(&machine));
}

#[test]
fn arrival_order_rejects_a_doorway_that_shows_nothing() {
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_rejected(
            arrival_order::<Queue<Hidden>>(&machine),
            "the doorway was 0 before CPU 0 arrived and 0 while it held the lock",
        );
        assert_accepted(arrival_order::<Queue<FirstCome>>(&machine));
    }
}

#[test]
fn what_was_seen_is_reported() {
    let machine = Threads::new(1);
    let passed = run_reported(&machine, "Hidden/arrival-order", || {
        arrival_order::<Queue<Hidden>>(&machine)
    });
    assert!(!passed);
    let [begin, test] = &machine.lines()[..] else {
        panic!("a begin and a test: {:?}", machine.lines());
    };
    assert_eq!(begin, r#"{"Begin":{"test":"Hidden/arrival-order"}}"#);
    assert!(
        test.starts_with(r#"{"Test":{"test":"Hidden/arrival-order","passed":false,"ticks":"#),
        "{test}"
    );
    let saw = r#","saw":"the doorway was 0 before CPU 0 arrived and 0 while it held the lock"}}"#;
    assert!(test.ends_with(saw), "{test}");
}
