//! What a policy promises: a lock that a handler takes is never waited for by the CPU that it
//! interrupts.
//!
//! Each CPU has a handler that is raised once and comes at any access at which interrupts are
//! on, as a nested call ([`latchwork_atomic::model::interrupt`]). Its events are logged as
//! those of another CPU, so that they follow each other; the lock sees one CPU.

mod cpu;
mod interrupted;
mod twins;

use self::cpu::{CPUS, Physical};
use self::interrupted::{drops, hurries, locks, tries};
use self::twins::FlagOfItsOwn;
use super::rows::{LARGE, SMALL};
use super::timed::{Staying, Timed};
use crate::table::{Cell, Checker, Draw, Gap, Object, Row, Subject, all, drawn, left_out};
use latchwork_atomic::Initial;
use latchwork_lock::{AsIs, InterruptsOff, McsLock, RawLock, TicketLock, TtasLock};
use latchwork_suite::Property::{self, Panic, Progress};

type Off = InterruptsOff<Physical>;
type Mcs = McsLock<Physical, CPUS>;

/// Not explored: no interrupts.
const NONE: Cell = left_out(NO_INTERRUPTS);

const NO_INTERRUPTS: &str = "it has no interrupts, since it cannot draw";

/// Each lock under each policy, taken by handlers.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<TtasLock>("InterruptsOff<TtasLock>"));
    rows.extend(of::<TicketLock>("InterruptsOff<TicketLock>"));
    rows.extend(of::<Mcs>("InterruptsOff<McsLock>"));
    let hurried = "InterruptsOff<TtasLock<WithClock>>";
    rows.extend([
        hurries::<Timed, Off>(hurried, 1).by(all(), NONE, SMALL),
        hurries::<Timed, Off>(hurried, 3).by(LARGE, NONE, drawn(Draw::AtRandom)),
        // A handler that only tries needs no policy.
        tries::<TtasLock, AsIs>("AsIs<TtasLock>", 1).by(all(), NONE, SMALL),
        tries::<TicketLock, AsIs>("AsIs<TicketLock>", 1).by(all(), NONE, SMALL),
        tries::<Mcs, AsIs>("AsIs<McsLock>", 1).by(all(), NONE, SMALL),
        // Known-bad twins. Without the policy the handler waits for its own CPU.
        twin(locks::<TtasLock, AsIs>("AsIs<TtasLock>", 1), Progress),
        twin(locks::<TicketLock, AsIs>("AsIs<TicketLock>", 1), Progress),
        // Who gives up and stays under the policy is never interrupted again. With one guard
        // at a time a flag of its own will do.
        twin(
            hurries::<Staying, FlagOfItsOwn>("FlagOfItsOwn<StaysUnder>", 1),
            Panic,
        ),
        // A flag that each section keeps for itself is restored too early.
        twin(
            drops::<TicketLock, FlagOfItsOwn>("FlagOfItsOwn<TicketLock>", 1),
            Progress,
        ),
    ]);
    Object::new("locks, with a policy", rows)
        .without(Gap::Program(Checker::Loom), NO_INTERRUPTS)
        .without(Gap::Twin(Checker::Loom), NO_INTERRUPTS)
        .without(
            Gap::Environment,
            "one CPU's handlers are its own: the locks' environment checks are about the others",
        )
}

fn of<R>(name: &'static str) -> [Row; 5]
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    [
        //                         explorer  loom  shuttle
        locks::<R, Off>(name, 1).by(all(), NONE, SMALL),
        tries::<R, Off>(name, 1).by(all(), NONE, SMALL),
        drops::<R, Off>(name, 1).by(all(), NONE, SMALL),
        locks::<R, Off>(name, 4).by(LARGE, NONE, drawn(Draw::AtRandom)),
        drops::<R, Off>(name, 3).by(LARGE, NONE, drawn(Draw::AtRandom)),
    ]
}

/// The twin `subject`, which must violate `property` under each checker that has interrupts.
fn twin(subject: Subject, property: Property) -> Row {
    subject.by(
        all().violates(property),
        NONE,
        drawn(Draw::AtRandom).violates(property),
    )
}
