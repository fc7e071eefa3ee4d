//! The graph as a module: what it is told and what it reports is its log.

use super::spec::{OrderEvent, OrderSpec};
use super::tracking::Tracking;
use core::marker::PhantomData;
use core::panic::Location;
use latchwork_atomic::AtomicBool;
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{SpinHint, WaitUntil};
use latchwork_layer::Log;
use latchwork_lock::order::graph::{Attempt, Kind, OrderGraph, Orders, Report, Step};
use latchwork_suite::module::{Calls, Module};

/// The addresses of locks, each a class by itself.
pub(super) const A: usize = 4;
pub(super) const B: usize = 8;
pub(super) const C: usize = 12;

/// A graph that `CPUS` CPUs use. Classes have their numbers, unless they get them `LATE`.
pub(super) struct Graph<T, const CPUS: usize, const LATE: bool> {
    // Four classes with interrupts, and few orders: the less there is, the less is explored.
    graph: OrderGraph<3, 4, 8>,
    flag: AtomicBool,
    log: Log<OrderEvent>,
    tracking: PhantomData<T>,
}

impl<T: Tracking, const CPUS: usize, const LATE: bool> Module for Graph<T, CPUS, LATE> {
    type Spec = OrderSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        let graph = OrderGraph::new();
        if !LATE {
            for lock in [A, B, C] {
                _ = graph.orders().class(Kind::Itself(lock));
            }
        }
        Self {
            graph,
            flag: AtomicBool::new(false),
            log: Log::new(),
            tracking: PhantomData,
        }
    }

    fn spec() -> OrderSpec {
        OrderSpec { cpus: CPUS }
    }

    fn log(&self) -> &Log<OrderEvent> {
        &self.log
    }
}

impl<T: Tracking, const CPUS: usize, const LATE: bool> Graph<T, CPUS, LATE> {
    /// Takes `locks`, one under the other, and releases them.
    pub(super) fn nest(&self, list: usize, locks: &[usize], calls: &Calls<OrderEvent>) {
        let mut held = None;
        for lock in locks {
            let attempt = self.attempt(list, *lock);
            self.waits(held.as_ref(), &attempt, calls);
            self.holds(&attempt, calls);
            held = Some(attempt);
        }
        for lock in locks {
            self.releases(list, *lock, calls);
        }
    }

    /// Takes `lock` without waiting, and releases it.
    pub(super) fn take(&self, list: usize, lock: usize, calls: &Calls<OrderEvent>) {
        self.holds(&self.attempt(list, lock), calls);
        self.releases(list, lock, calls);
    }

    /// Releases `lock`, on the CPU that has `list`.
    pub(super) fn releases(&self, list: usize, lock: usize, calls: &Calls<OrderEvent>) {
        self.orders().releases(list, lock);
        self.tell(OrderEvent::Releases { list, lock }, calls);
    }

    /// This CPU has done its work.
    pub(super) fn done(&self, calls: &Calls<OrderEvent>) {
        self.tell(OrderEvent::Done, calls);
    }

    /// Goes on from here, whoever waits for that.
    pub(super) fn signal(&self) {
        // Release: pairs with the Acquire in `await_signal`.
        self.flag.store(true, Release);
    }

    /// Waits until somebody has come to `signal`.
    pub(super) fn await_signal(&self) {
        // Acquire: pairs with the Release in `signal`.
        self.flag.wait_until::<SpinHint>(Acquire, |there| there);
    }

    fn orders(&self) -> Orders<'_> {
        self.graph.orders()
    }

    #[track_caller]
    fn attempt(&self, list: usize, lock: usize) -> Attempt {
        Attempt {
            cpu: list,
            lock,
            class: self.orders().class(Kind::Itself(lock)),
            at: Location::caller(),
            in_handler: false,
            interrupts_on: false,
        }
    }

    fn waits(&self, held: Option<&Attempt>, attempt: &Attempt, calls: &Calls<OrderEvent>) {
        let (list, lock) = (attempt.cpu, attempt.lock);
        self.tell(OrderEvent::Waits { list, lock }, calls);
        T::waits(&self.orders(), held, attempt, &mut |report| match report {
            Report::Circle(circle) => {
                let steps = circle.steps().map(|step| self.order(&step)).collect();
                self.tell(OrderEvent::Circle(steps), calls);
            }
            Report::Again(_) => self.tell(OrderEvent::Again, calls),
            Report::NoRoom(what) => panic!("there is room, not: {what:?}"),
        });
    }

    fn order(&self, step: &Step<'_>) -> (usize, usize) {
        let lock = |kind| match kind {
            Some(Kind::Itself(lock)) => lock,
            other => panic!("a class that nobody has: {other:?}"),
        };
        (lock(step.held.kind()), lock(step.taken.kind()))
    }

    fn holds(&self, attempt: &Attempt, calls: &Calls<OrderEvent>) {
        let (list, lock) = (attempt.cpu, attempt.lock);
        self.tell(OrderEvent::Holds { list, lock }, calls);
        T::holds(&self.orders(), attempt);
    }

    fn tell(&self, event: OrderEvent, calls: &Calls<OrderEvent>) {
        self.log.append(event.clone());
        calls.note(event);
    }
}
