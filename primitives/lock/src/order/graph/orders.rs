//! What CPUs do with locks, as orders of the graph.
//!
//! Whoever has published an order takes a turn, and then looks whether it closes a
//! circle. Of CPUs whose orders are a circle together, the one with the last turn sees the
//! orders of all others; if it looked before it had published, each might miss what the others
//! are about to publish (the known-bad twin `LooksFirst`).

use crate::order::graph::circle::{Edge, mark};
use crate::order::graph::class::Kind;
#[cfg(feature = "spec")]
use crate::order::graph::holding::note_unclaimed;
use crate::order::graph::holding::{Entry, HELD, Holding, forget, note};
use crate::order::graph::report::{Again, NoRoom, Report};
use crate::order::graph::table::{INTERRUPTS, Table};
use core::fmt::{self, Debug, Formatter};
#[cfg(feature = "spec")]
use core::iter;
use core::panic::Location;
use latchwork_atomic::AtomicBool;
use latchwork_atomic::Ordering::Relaxed;

/// An [`OrderGraph`](super::OrderGraph), whatever its size. [`Tracked`](super::Tracked) calls
/// its methods; so may whoever tracks something else than a `RawLock`.
///
/// Each method belongs to the CPU that calls it, which stays the same meanwhile. Handlers may
/// come at any time.
#[derive(Clone, Copy)]
pub struct Orders<'a> {
    pub(super) table: Table<'a>,
    /// What each CPU holds.
    pub(super) held: &'a [[Entry; HELD]],
    /// Which CPUs are in a report.
    pub(super) reporting: &'a [AtomicBool],
}

/// A CPU is about to take a lock, or has it.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The CPU.
    pub cpu: usize,
    /// The address of the lock.
    pub lock: usize,
    /// Its class: what [`Orders::class`] says.
    pub class: Option<usize>,
    /// Where it is taken.
    pub at: &'static Location<'static>,
    /// Whether the CPU is in an interrupt handler.
    pub in_handler: bool,
    /// Whether interrupts are on while the lock is held.
    pub interrupts_on: bool,
}

/// A CPU is in a report until this is dropped.
struct Reporting<'a>(&'a AtomicBool);

impl<'a> Reporting<'a> {
    fn begin(flag: &'a AtomicBool) -> Self {
        // Relaxed: the CPU's own.
        flag.store(true, Relaxed);
        Self(flag)
    }
}

impl Drop for Reporting<'_> {
    fn drop(&mut self) {
        // Relaxed: the CPU's own.
        self.0.store(false, Relaxed);
    }
}

impl<'a> Orders<'a> {
    /// The number of a class; `None` if there is no room for it.
    pub fn class(&self, kind: Kind) -> Option<usize> {
        self.table.class(kind)
    }

    /// The CPU is about to wait: records the orders that this makes, and reports what is wrong
    /// with them. Inside of a report it does nothing.
    pub fn waits(&self, attempt: &Attempt, report: &mut dyn FnMut(&Report<'_>)) {
        self.outside_reports(attempt.cpu, report, |report| {
            self.is_to_wait(attempt, report);
        });
    }

    fn is_to_wait(&self, attempt: &Attempt, report: &mut dyn FnMut(&Report<'_>)) {
        let Attempt {
            cpu,
            lock,
            class,
            at,
            ..
        } = *attempt;
        if let Some(class) = class {
            for held in self.held_by(cpu) {
                if held.lock == lock {
                    let again = Again {
                        lock: self.table.named(class),
                        held_at: held.at,
                        taken_at: at,
                        may_be_sent: false,
                    };
                    report(&Report::Again(again));
                } else if held.class == class {
                    self.same_class(&held, lock, at, report);
                } else {
                    self.order(held.class, class, held.at, at, report);
                }
            }
            if attempt.in_handler {
                self.order(INTERRUPTS, class, at, at, report);
            }
        }
        self.interruptible(attempt, report);
        self.tell_what_lacks_room(report);
    }

    /// The CPU has the lock without having waited. Inside of a report it does nothing.
    pub fn tried(&self, attempt: &Attempt, report: &mut dyn FnMut(&Report<'_>)) {
        self.outside_reports(attempt.cpu, report, |report| {
            self.interruptible(attempt, report);
        });
    }

    /// Interrupts are on, on `cpu`: whatever it holds is held with interrupts on. It is to be
    /// called before a release, since they may have come on meanwhile. Inside of a report it
    /// does nothing.
    pub fn interrupts_may_come(&self, cpu: usize, report: &mut dyn FnMut(&Report<'_>)) {
        self.outside_reports(cpu, report, |report| {
            for held in self.held_by(cpu) {
                self.order(held.class, INTERRUPTS, held.at, held.at, report);
            }
        });
    }

    /// Calls `record`, unless `cpu` is in a report; during what that reports it is in one. A CPU
    /// that there is no room for holds nothing here, so that its reports come to an end anyway.
    fn outside_reports(
        &self,
        cpu: usize,
        report: &mut dyn FnMut(&Report<'_>),
        record: impl FnOnce(&mut dyn FnMut(&Report<'_>)),
    ) {
        let flag = self.reporting.get(cpu);
        // Relaxed: the CPU's own.
        if !flag.is_some_and(|flag| flag.load(Relaxed)) {
            record(&mut |said| {
                let _reporting = flag.map(Reporting::begin);
                report(said);
            });
        }
    }

    /// The CPU has the lock, waited for or tried.
    pub fn holds(&self, attempt: &Attempt) {
        self.holds_by(note, attempt);
    }

    /// The known-bad twin of `holds`. A kernel's build does not have it.
    #[cfg(feature = "spec")]
    #[doc(hidden)]
    pub fn holds_unclaimed(&self, attempt: &Attempt) {
        self.holds_by(note_unclaimed, attempt);
    }

    fn holds_by(&self, note: impl Fn(&[Entry], &Holding) -> bool, attempt: &Attempt) {
        let Some(class) = attempt.class else { return };
        let held = Holding {
            lock: attempt.lock,
            class,
            at: attempt.at,
        };
        let list = self.held.get(attempt.cpu);
        if !list.is_some_and(|list| note(list, &held)) {
            self.table.overflows(NoRoom::Locks);
        }
    }

    /// The lock is about to be released, by `cpu`.
    pub fn releases(&self, cpu: usize, lock: usize) {
        forget(self.held, cpu, lock);
    }

    /// What `cpu` holds.
    fn held_by(&self, cpu: usize) -> impl Iterator<Item = Holding> + use<'a> {
        self.held
            .get(cpu)
            .into_iter()
            .flatten()
            .filter_map(Entry::held)
    }

    /// While a lock is held with interrupts on, they may come.
    fn interruptible(&self, attempt: &Attempt, report: &mut dyn FnMut(&Report<'_>)) {
        if !attempt.interrupts_on {
            return;
        }
        for held in self.held_by(attempt.cpu) {
            self.order(held.class, INTERRUPTS, held.at, attempt.at, report);
        }
        if let Some(class) = attempt.class {
            self.order(class, INTERRUPTS, attempt.at, attempt.at, report);
        }
    }

    /// `taken` is taken while `held` is held.
    fn order(
        &self,
        held: usize,
        taken: usize,
        held_at: &'static Location<'static>,
        taken_at: &'static Location<'static>,
        report: &mut dyn FnMut(&Report<'_>),
    ) {
        if self
            .table
            .publish(self.table.cell(held, taken), held_at, taken_at)
        {
            self.table.look(held, taken, mark, report);
        }
    }

    /// The steps of the known-bad twins, which leave one out or take another first: `p` puts
    /// the order of two classes, `t` takes a turn, `l` looks, and so does `h`, but tells circles
    /// by the highest number alone: all have the mark of none. A kernel's build does not have it.
    #[cfg(feature = "spec")]
    #[doc(hidden)]
    pub fn in_steps(
        &self,
        steps: &str,
        (held, taken): (usize, usize),
        at: &'static Location<'static>,
        report: &mut dyn FnMut(&Report<'_>),
    ) {
        for step in steps.chars() {
            match step {
                'p' => _ = self.table.put(self.table.cell(held, taken), at, at),
                't' => self.table.turn(),
                'h' => self
                    .table
                    .look(held, taken, |_| mark(&mut iter::empty()), report),
                _ => self.table.look(held, taken, mark, report),
            }
        }
    }

    /// Two locks of one class are held together: always the lower address first, or never.
    fn same_class(
        &self,
        held: &Holding,
        lock: usize,
        at: &'static Location<'static>,
        report: &mut dyn FnMut(&Report<'_>),
    ) {
        let class = held.class;
        let (rising, falling) = (self.table.cell(class, class), &self.table.falling[class]);
        // mutant (!(held.lock < lock)): which of the two cells is for which does not matter.
        // mutant (held.lock <= lock): who takes the lock that it holds is told something else.
        let (own, opposite) = match held.lock < lock {
            true => (rising, falling),
            false => (falling, rising),
        };
        if !self.table.publish(own, held.at, at) {
            return;
        }
        if let (Some(own), Some(opposite)) = (Table::record(own), Table::record(opposite)) {
            let edge = |record| Edge {
                held: class as u8,
                taken: class as u8,
                record,
            };
            self.table
                .report(&[edge(own), edge(opposite)], mark, report);
        }
    }

    /// Whether something had no room, reported or not.
    pub fn lacks_room(&self, what: NoRoom) -> bool {
        self.table.lacks_room(what)
    }

    fn tell_what_lacks_room(&self, report: &mut dyn FnMut(&Report<'_>)) {
        for what in [NoRoom::Classes, NoRoom::Orders, NoRoom::Locks] {
            if self.table.tells_first(what) {
                report(&Report::NoRoom(what));
            }
        }
    }
}

impl Debug for Orders<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Orders")
            .field("orders", &self.table.orders())
            .finish_non_exhaustive()
    }
}
