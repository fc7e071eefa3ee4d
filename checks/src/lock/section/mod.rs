//! The critical section that a CPU may enter again, as a lock whose holder does.

mod enter;
mod twins;

use self::enter::Enter;
use self::twins::{Anybody, NeverAsks};
use super::rows::{ELSEWHERE, LARGE, SMALL};
use super::subjects::{Family, client};
use crate::table::{Draw, Gap, Object, all, drawn};
use latchwork_atomic::{Initial, impl_initial, initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order, Section};
use latchwork_suite::Property::{Exclusion, Progress};
use latchwork_suite::lock::{Client, ModelCpu};

/// The section over the lock that it has if none is named.
pub(super) fn object() -> Object {
    let lock = |cpus, rounds| of::<Nested<Section<ModelCpu>>>("Section", cpus, rounds);
    let rows = [
        //              explorer  loom   shuttle
        lock(2, 1).by(all(), all(), SMALL),
        lock(2, 2).by(all(), LARGE, SMALL),
        lock(3, 1).by(all(), LARGE, SMALL),
        lock(4, 3).by(LARGE, LARGE, drawn(Draw::AtRandom)),
        // Known-bad twins.
        of::<Nested<NeverAsks>>("NeverAsks", 1, 1).by(
            all().violates(Progress),
            all().violates(Progress),
            drawn(Draw::AtRandom).violates(Progress),
        ),
        of::<Nested<Anybody>>("Anybody", 2, 1).by(
            all().violates(Exclusion),
            all().violates(Exclusion),
            ELSEWHERE,
        ),
        of::<Nested<Anybody>>("Anybody", 4, 3).by(
            ELSEWHERE,
            ELSEWHERE,
            drawn(Draw::AtRandom).violates(Exclusion),
        ),
    ];
    Object::new("critical section", rows).without(
        Gap::Environment,
        "to the other CPUs it is its lock, whose environment checks there are",
    )
}

fn of<F: Family>(name: &'static str, cpus: usize, rounds: usize) -> crate::table::Subject {
    client::<F>(name, Client::lock(cpus, rounds))
}

/// A lock whose holder enters again: when it has got it, and before it gives it up.
#[derive(Debug)]
struct Nested<S> {
    section: S,
    log: Log<LockEvent>,
}

impl_initial! { impl[S: Initial] Nested<S> = Self { section: initial!(S), log: Log::new() } }

impl<S: Enter> Nested<S> {
    fn enter_again(&self) {
        let first = self.section.enter();
        self.section.leave(first);
    }
}

// SAFETY: whoever is inside of the section is so alone.
unsafe impl<S: Enter> RawLock for Nested<S> {
    type Place = ();
    type Token = bool;

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {
        self.log.append(LockEvent::Arrive);
    }

    unsafe fn wait(&self, (): ()) -> bool {
        let first = self.section.enter();
        self.log.append(LockEvent::Acquire);
        self.enter_again();
        first
    }

    fn try_lock(&self) -> Option<bool> {
        // No client of it tries.
        None
    }

    unsafe fn unlock(&self, first: bool) {
        self.enter_again();
        self.section.leave(first);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // No client of it looks.
        false
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
