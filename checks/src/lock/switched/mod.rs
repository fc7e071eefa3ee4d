//! Locks that are held across a context switch, as xv6 holds a process's.
//!
//! ```text
//!     the scheduler's thread of a CPU           a process's thread
//!     locks the process; it is runnable
//!     forgets the guard, and switches ───────▶  releases the process by force
//!                                               runs on its stack
//!                                               locks the process; it is runnable again
//!     releases the process by force ◀───────── forgets the guard, and switches
//! ```
//!
//! A process that is switched away from is locked until nobody runs on its stack any more:
//! whoever runs it next has seen it off its stack.

mod hasty;
mod kept;
mod process;

use self::hasty::Hasty;
use self::kept::Kept;
use self::process::{Process, Switch, Tell};
use super::rows::{LARGE, SMALL};
use crate::module::program;
use crate::table::{Draw, Object, Row, all, drawn};
use latchwork_atomic::{UnsafeCell, initial};
use latchwork_layer::{Log, Refinement};
use latchwork_lock::author::{HARDWARE, LOCK, LockEvent, LockSpec};
use latchwork_lock::{ForceUnlock, McsLock, Mutex, TicketLock, TtasLock};
use latchwork_suite::Property::Exclusion;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Calls, Module, Program};
use latchwork_suite::{LockFamily, lock_family};

/// Each lock, held across context switches.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<TtasLock>("TtasLock"));
    rows.extend(of::<TicketLock>("TicketLock"));
    rows.extend(of::<Mcs>("McsLock"));
    // A known-bad twin.
    let twin = program(claim, "Hasty<TicketLock>", one::<Hasty<TicketLock>>(2, 1));
    rows.push(twin.by(
        all().violates(Exclusion),
        all().violates(Exclusion),
        drawn(Draw::AtRandom).violates(Exclusion),
    ));
    Object::new("locks, across switches", rows).without(
        crate::table::Gap::Environment,
        "the locks' environment checks are about one lock: here two change hands",
    )
}

/// The rows of the lock `F`.
fn of<F: LockFamily>(name: &'static str) -> [Row; 3]
where
    F::For<2>: ForceUnlock,
    F::For<4>: ForceUnlock,
{
    let one = program(claim, name, one::<Kept<F::For<2>>>(2, 1));
    let few = program(claim, name, once::<Kept<F::For<2>>>(2, 1));
    let many = program(claim, name, once::<Kept<F::For<4>>>(4, 3));
    [
        //             explorer  loom   shuttle
        one.by(all(), all(), SMALL),
        few.by(all(), LARGE, SMALL),
        many.by(LARGE, LARGE, drawn(Draw::AtRandom)),
    ]
}

lock_family! {
    /// The MCS lock, with a place for each CPU of a client.
    struct Mcs = McsLock<ModelCpu, CPUS>;
}

/// The claim that these checks are part of.
fn claim(lock: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, lock, &LOCK)
}

/// Every CPU's scheduler goes through the processes.
fn once<S: Switch>(cpus: usize, operations: usize) -> Program<Processes<S>> {
    Program {
        name: "switched",
        cpus,
        operations,
        operation: |processes, _cpu, _round, calls| processes.schedule(calls),
    }
}

/// Every CPU's scheduler looks at one process.
fn one<S: Switch>(cpus: usize, operations: usize) -> Program<Processes<S>> {
    Program {
        name: "switched-once",
        cpus,
        operations,
        operation: |processes, _cpu, _round, calls| {
            processes.0[0].schedule::<S>(&Tell(Some(calls)));
        },
    }
}

/// Two processes, that every scheduler may run.
struct Processes<S: Switch>([Process<S::Lock>; 2]);

impl<S: Switch> Module for Processes<S> {
    type Spec = LockSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        Self([(); 2].map(|()| Process {
            runnable: Mutex::from_raw(initial!(S::Lock), true),
            stack: UnsafeCell::new(0),
        }))
    }

    fn spec() -> LockSpec {
        LockSpec {
            order: <S::Lock as latchwork_lock::RawLock>::ORDER,
        }
    }

    /// That of the first process's lock; the second is judged by who runs on its stack.
    fn log(&self) -> &Log<LockEvent> {
        self.0[0].runnable.log()
    }
}

impl<S: Switch> Processes<S> {
    fn schedule(&self, calls: &Calls<LockEvent>) {
        let [first, second] = &self.0;
        first.schedule::<S>(&Tell(Some(calls)));
        second.schedule::<S>(&Tell(None));
    }
}
