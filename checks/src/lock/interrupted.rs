//! What the locks say of interrupts: `try_lock` and `unlock` may be called in a handler,
//! wherever it interrupts a CPU that waits, that holds, or that has just left.

mod recursive;

use self::recursive::RecursiveTicket;
use super::rows::{LARGE, SMALL};
use crate::module::program;
use crate::table::{Draw, Gap, Object, Row, all, drawn};
use latchwork_atomic::{Initial, UnsafeCell, initial};
use latchwork_layer::{Log, Refinement};
use latchwork_lock::author::{HARDWARE, LOCK, LockEvent, LockSpec};
use latchwork_lock::{McsLock, RawLock, StealingLock, TicketLock, TtasLock};
use latchwork_suite::Property::Exclusion;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Calls, Module, Program};
use latchwork_suite::{LockFamily, lock_family};

/// Each lock, used by CPUs that are interrupted.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<TtasLock>("TtasLock"));
    rows.extend(of::<TicketLock>("TicketLock"));
    rows.extend(of::<Mcs>("McsLock"));
    rows.extend(of::<Stealing>("StealingLock"));
    // A known-bad twin.
    let twin = program(claim, "RecursiveTicket", once::<RecursiveTicket>(2, 1));
    rows.push(twin.by(
        all().violates(Exclusion),
        all().violates(Exclusion),
        drawn(Draw::AtRandom).violates(Exclusion),
    ));
    Object::new("locks, interrupted", rows).without(
        Gap::Environment,
        "one CPU's handlers are its own: the locks' environment checks are about the others",
    )
}

/// The rows of the lock `F`.
fn of<F: LockFamily>(name: &'static str) -> [Row; 2] {
    let few = program(claim, name, once::<F::For<2>>(2, 1));
    let many = program(claim, name, once::<F::For<3>>(3, 1));
    [
        few.by(all(), all(), SMALL),
        many.by(LARGE, LARGE, drawn(Draw::AtRandom)),
    ]
}

lock_family! {
    /// The MCS lock, with a place for each CPU of a client.
    struct Mcs = McsLock<ModelCpu, CPUS>;
}

lock_family! {
    /// The stealing lock, with a place for each CPU of a client.
    struct Stealing = StealingLock<ModelCpu, CPUS>;
}

/// The claim that these checks are part of.
fn claim(lock: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, lock, &LOCK)
}

/// Every CPU acquires, and is interrupted at each point at which a handler can tell.
fn once<R>(cpus: usize, operations: usize) -> Program<Interrupted<R>>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    Program {
        name: "interrupted",
        cpus,
        operations,
        operation: |interrupted, _cpu, _round, calls| interrupted.acquire(calls),
    }
}

/// A lock, and what it protects.
struct Interrupted<R> {
    lock: R,
    count: UnsafeCell<usize>,
}

// SAFETY: the lock protects the count.
unsafe impl<R: Sync> Sync for Interrupted<R> {}

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Interrupted<R> {
    type Spec = LockSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        Self {
            lock: initial!(R),
            count: UnsafeCell::new(0),
        }
    }

    fn spec() -> LockSpec {
        LockSpec { order: R::ORDER }
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}

impl<R: RawLock> Interrupted<R> {
    /// Acquires: a handler comes while it waits, while it holds, and when it has left.
    fn acquire(&self, calls: &Calls<LockEvent>) {
        // SAFETY: this CPU waits with the place below, and its handlers leave none.
        let place = unsafe { self.lock.arrive() };
        calls.note(LockEvent::Arrive);
        self.handle(calls);
        // SAFETY: the place is this CPU's, and its handlers hold nothing.
        let token = unsafe { self.lock.wait(place) };
        calls.note(LockEvent::Acquire);
        self.count.pull();
        self.handle(calls);
        self.count_and_release(token, calls);
        self.handle(calls);
    }

    /// A handler: tries, and releases what it gets.
    fn handle(&self, calls: &Calls<LockEvent>) {
        let token = self.lock.try_lock();
        calls.note(LockEvent::TryAcquire(token.is_some()));
        if let Some(token) = token {
            self.count.pull();
            self.count_and_release(token, calls);
        }
    }

    fn count_and_release(&self, token: R::Token, calls: &Calls<LockEvent>) {
        // SAFETY: the lock is held.
        self.count.with_mut(|count| unsafe { *count += 1 });
        self.count.push();
        calls.note(LockEvent::Release);
        // SAFETY: the token comes from this lock, and the count is left alone.
        unsafe { self.lock.unlock(token) };
    }
}
