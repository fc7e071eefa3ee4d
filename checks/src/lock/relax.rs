//! What a CPU does between two polls is no matter of the checkers': they do not call a
//! [`Relax`], and a lock does what it does with any.

use super::rows::ELSEWHERE;
use super::subjects::{Family, client};
use crate::table::{Draw, Gap, Object, Row, all, drawn};
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, Backoff, Proportional, Relax, Yield, Yielding, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{McsLock, RawLock, StealingLock, TicketLock, TtasLock};
use latchwork_suite::Property::Panic;
use latchwork_suite::lock::{Client, ModelCpu};

/// Each lock with each `Relax` that is for it beside the usual one, and with one that no checker
/// may call.
pub(super) fn object() -> Object {
    let mut rows = vec![
        of::<TtasLock<Backoff>>("TtasLock<Backoff>"),
        of::<TtasLock<NotCalled>>("TtasLock<NotCalled>"),
        of::<TicketLock<Backoff>>("TicketLock<Backoff>"),
        of::<TicketLock<Proportional>>("TicketLock<Proportional>"),
        of::<TicketLock<NotCalled>>("TicketLock<NotCalled>"),
        of::<McsLock<ModelCpu, 2, Backoff>>("McsLock<Backoff>"),
        of::<McsLock<ModelCpu, 2, NotCalled>>("McsLock<NotCalled>"),
        of::<TtasLock<Yielding<NotCalled>>>("TtasLock<Yielding>"),
        // A known-bad twin.
        client::<CallingTtas>("CallingTtas", Client::lock(2, 1)).by(
            all().violates(Panic),
            all().violates(Panic),
            drawn(Draw::AtRandom).violates(Panic),
        ),
    ];
    rows.extend(long::<StealingLock<ModelCpu, 2, Yielding<NotCalled>>>(
        "StealingLock<Yielding>",
    ));
    rows.extend(long::<StealingLock<ModelCpu, 2, NotCalled>>(
        "StealingLock<NotCalled>",
    ));
    Object::new("locks, relaxing", rows).without(
        Gap::Environment,
        "the locks' environment checks are about the same code, whatever it relaxes with",
    )
}

/// The row of the lock `F`.
fn of<F: Family>(name: &'static str) -> Row {
    client::<F>(name, Client::lock(2, 2)).by(all(), all(), drawn(Draw::AtRandom))
}

/// The rows of a lock that loom explores for long: a wait shows whether a `Relax` is called, and
/// two CPUs that acquire once have one.
fn long<F: Family>(name: &'static str) -> [Row; 2] {
    let short = client::<F>(name, Client::lock(2, 1)).by(ELSEWHERE, all(), ELSEWHERE);
    let long = client::<F>(name, Client::lock(2, 2));
    let loom = all().taking(24).deep_only();
    [short, long.by(all(), loom, drawn(Draw::AtRandom))]
}

/// Whoever calls it has gone wrong.
#[derive(Debug)]
struct NotCalled;

impl Relax for NotCalled {
    fn new() -> Self {
        panic!("a Relax is made under a checker")
    }

    fn relax(&mut self) {
        panic!("a Relax is called under a checker")
    }
}

impl Yield for NotCalled {
    fn yield_now() {
        panic!("a time slice is given away under a checker")
    }
}

/// It excludes, but does not wait by `wait_until`.
#[derive(Debug)]
struct CallingTtas {
    locked: AtomicBool,
    log: Log<LockEvent>,
}

impl_initial! { impl[] CallingTtas = Self { locked: AtomicBool::new(false), log: Log::new() } }

// SAFETY: as for the original: the flag is set by one read-modify-write.
unsafe impl RawLock for CallingTtas {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {
        self.log.append(LockEvent::Arrive);
    }

    unsafe fn wait(&self, (): ()) {
        // Acquire, Relaxed: as in the original.
        while self.locked.swap(true, Acquire) {
            // The mistake.
            NotCalled.relax();
        }
        self.log.append(LockEvent::Acquire);
    }

    fn try_lock(&self) -> Option<()> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, (): ()) {
        // Release: as in the original.
        self.locked.store(false, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics.
        self.locked.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
