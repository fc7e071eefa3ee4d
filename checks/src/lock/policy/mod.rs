//! What a policy promises: a lock that a handler takes is never waited for by the CPU that it
//! interrupts.
//!
//! Each CPU has a handler that is raised once and comes at any access at which interrupts are
//! on, as a nested call ([`latchwork_atomic::model::interrupt`]). Its events are logged as
//! those of another CPU, so that they follow each other; the lock sees one CPU.

mod cpu;
mod twins;

use self::cpu::Physical;
use self::twins::FlagOfItsOwn;
use super::rows::{LARGE, SMALL};
use crate::module::program;
use crate::table::{Cell, Draw, Gap, Object, Row, all, drawn, left_out};
use core::marker::PhantomData;
use latchwork_atomic::model::interrupt::Interrupt;
use latchwork_atomic::{Initial, initial, model};
use latchwork_layer::{Log, Refinement};
use latchwork_lock::author::{HARDWARE, LOCK, LockEvent, LockSpec};
use latchwork_lock::{
    AsIs, InterruptsOff, McsLock, Mutex, Policy, RawLock, TicketLock, TtasLock,
};
use latchwork_suite::Property::{Exclusion, Progress};
use latchwork_suite::module::{Calls, Module, Program};

/// CPUs of a program.
const CPUS: usize = 2;

type Off = InterruptsOff<Physical>;
type Mcs = McsLock<Physical, CPUS>;

/// Not explored: no interrupts.
const NONE: Cell = left_out("it has no interrupts, since it cannot draw");

/// Each lock under each policy, taken by handlers.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<TtasLock>("TtasLock, interrupts off"));
    rows.extend(of::<TicketLock>("TicketLock, interrupts off"));
    rows.extend(of::<Mcs>("McsLock, interrupts off"));
    rows.extend([
        // A handler that only tries needs no policy.
        tries::<TtasLock>("TtasLock, as is").by(all(), NONE, SMALL),
        tries::<TicketLock>("TicketLock, as is").by(all(), NONE, SMALL),
        tries::<Mcs>("McsLock, as is").by(all(), NONE, SMALL),
        // Known-bad twins. Without the policy the handler waits for its own CPU.
        twin(
            locks::<TtasLock, AsIs>("TtasLock, as is", 1),
            Progress,
        ),
        twin(
            locks::<TicketLock, AsIs>("TicketLock, as is", 1),
            Progress,
        ),
        // A flag that each section keeps for itself is restored too early.
        twin(
            drops::<TicketLock, FlagOfItsOwn>("TicketLock, a flag each", 1),
            Progress,
        ),
    ]);
    let no_interrupts = "it has no interrupts, since it cannot draw";
    Object::new("locks, with a policy", rows)
        .without(Gap::Program(crate::table::Checker::Loom), no_interrupts)
        .without(Gap::Twin(crate::table::Checker::Loom), no_interrupts)
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
        tries_in::<R, Off>(name).by(all(), NONE, SMALL),
        drops::<R, Off>(name, 1).by(all(), NONE, SMALL),
        locks::<R, Off>(name, 4).by(LARGE, NONE, drawn(Draw::AtRandom)),
        drops::<R, Off>(name, 3).by(LARGE, NONE, drawn(Draw::AtRandom)),
    ]
}
