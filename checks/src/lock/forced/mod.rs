//! The locks, released without a token.

mod last_drawn;
mod misused;

use self::last_drawn::LastDrawn;
use self::misused::{Both, Twice};
use super::rows::{ELSEWHERE, LARGE, MACHINE, SMALL};
use super::subjects::{Family, client, environment};
use crate::table::{Cell, Draw, Object, Row, all, drawn};
use latchwork_atomic::{Initial, impl_initial, initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{ForceUnlock, McsLock, RawLock, SpinHint, StealingLock, TicketLock, TtasLock};
use latchwork_suite::Property::{Panic, Progress, Refinement};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::{Client, ModelCpu};
use latchwork_suite::lock_family;

/// Each lock, released by whoever stands for its holder.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<Forced<TtasLock>>("TtasLock by force", all()));
    rows.extend(of::<Forced<TicketLock>>("TicketLock by force", all()));
    rows.extend(of::<ForcedMcs>("McsLock by force", LARGE));
    rows.extend(of::<ForcedStealing>("StealingLock by force", LARGE));
    let few = Surroundings::few;
    rows.extend([
        environment::<Forced<TicketLock>>("TicketLock by force", few(4, 1, 2)).by(
            all(),
            all(),
            MACHINE,
        ),
        environment::<Forced<McsLock<ModelCpu, 4>>>("McsLock by force", few(4, 1, 2)).by(
            all(),
            all(),
            MACHINE,
        ),
        // One arrival of another, as for the lock itself.
        environment::<Forced<StealingLock<ModelCpu, 4, SpinHint, 1>>>(
            "StealingLock by force",
            few(4, 2, 1),
        )
        .by(all(), all(), MACHINE),
        // Known-bad twins. Whoever draws while the lock is held is passed over; among more
        // CPUs, out of turn.
        client::<LastDrawn>("LastDrawn", Client::lock(2, 1)).by(
            all().violates(Progress),
            all().violates(Progress),
            ELSEWHERE,
        ),
        client::<LastDrawn>("LastDrawn", Client::lock(4, 3)).by(
            ELSEWHERE,
            ELSEWHERE,
            drawn(Draw::AtRandom).violates(Refinement),
        ),
        // Debug builds notice that a lock is free, and nothing notices that a token is used
        // after its lock was released by force.
        client::<Twice<TtasLock>>("Twice<TtasLock>", Client::lock(1, 1)).by(
            all().violates(Panic),
            all().violates(Panic),
            drawn(Draw::AtRandom).violates(Panic),
        ),
        client::<Twice<TicketLock>>("Twice<TicketLock>", Client::lock(1, 1)).by(
            all().violates(Panic),
            all().violates(Panic),
            drawn(Draw::AtRandom).violates(Panic),
        ),
        client::<TwiceMcs>("Twice<McsLock>", Client::lock(1, 1)).by(
            all().violates(Panic),
            all().violates(Panic),
            drawn(Draw::AtRandom).violates(Panic),
        ),
        client::<TwiceStealing>("Twice<StealingLock>", Client::lock(1, 1)).by(
            all().violates(Panic),
            all().violates(Panic),
            drawn(Draw::AtRandom).violates(Panic),
        ),
        client::<BothStealing>("Both<StealingLock>", Client::lock(1, 1)).by(
            all().violates(Refinement),
            all().violates(Refinement),
            drawn(Draw::AtRandom).violates(Refinement),
        ),
        client::<Both<TicketLock>>("Both<TicketLock>", Client::lock(1, 1)).by(
            all().violates(Refinement),
            all().violates(Refinement),
            drawn(Draw::AtRandom).violates(Refinement),
        ),
    ]);
    Object::new("locks, by force", rows)
}

/// The rows of the lock `F`, two rounds of which loom explores so far.
fn of<F: Family>(name: &'static str, twice: Cell) -> [Row; 6] {
    let lock = |cpus, rounds| client::<F>(name, Client::lock(cpus, rounds));
    let trying = |cpus, rounds| client::<F>(name, Client::try_lock(cpus, rounds));
    [
        //              explorer  loom   shuttle
        lock(2, 1).by(all(), all(), SMALL),
        lock(2, 2).by(all(), twice, SMALL),
        lock(3, 1).by(all(), LARGE, SMALL),
        trying(2, 1).by(all(), all(), SMALL),
        trying(2, 2).by(all(), LARGE, SMALL),
        lock(4, 3).by(LARGE, LARGE, drawn(Draw::AtRandom)),
    ]
}

lock_family! {
    /// The MCS lock by force, with a place for each CPU of a client.
    struct ForcedMcs = Forced<McsLock<ModelCpu, CPUS>>;
}

lock_family! {
    /// The MCS lock released twice, with a place for each CPU of a client.
    struct TwiceMcs = Twice<McsLock<ModelCpu, CPUS>>;
}

lock_family! {
    /// The stealing lock by force, with a place for each CPU of a client, and one steal from
    /// each head.
    struct ForcedStealing = Forced<StealingLock<ModelCpu, CPUS, SpinHint, 1>>;
}

lock_family! {
    /// The stealing lock released twice.
    struct TwiceStealing = Twice<StealingLock<ModelCpu, CPUS, SpinHint, 1>>;
}

lock_family! {
    /// The stealing lock released by force, and by its token.
    struct BothStealing = Both<StealingLock<ModelCpu, CPUS, SpinHint, 1>>;
}

/// A lock that loses its tokens.
#[derive(Debug)]
struct Forced<R>(R);

impl_initial! { impl[R: Initial] Forced<R> = Self(initial!(R)) }

// SAFETY: it is the original, whose holder alone releases it.
unsafe impl<R: ForceUnlock> RawLock for Forced<R> {
    type Place = R::Place;
    type Token = ();

    const ORDER: Order = R::ORDER;

    unsafe fn arrive(&self) -> R::Place {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, place: R::Place) {
        // SAFETY: as the caller promises.
        drop(unsafe { self.0.wait(place) });
    }

    fn try_lock(&self) -> Option<()> {
        self.0.try_lock().map(drop)
    }

    unsafe fn unlock(&self, (): ()) {
        // SAFETY: the caller holds the lock, on the CPU of a client that acquired; nobody
        // has the token.
        unsafe { self.0.force_unlock() };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
