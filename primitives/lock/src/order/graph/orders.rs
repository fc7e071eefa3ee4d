//! The graph.
//!
//! It only grows: a class gets a number, an order gets a record, and is published by its
//! number in the cell of its two classes. Nobody waits for anybody, so that handlers may come
//! anywhere. Whoever has published an order takes a turn, and then looks whether it closes a
//! circle. Of CPUs whose orders are a circle together, the one with the last turn sees the
//! orders of all others; if it looked before it had published, each might miss what the others
//! are about to publish (the known-bad twin `LooksFirst`).

use crate::order::graph::class::{Kind, Numbered, number};
use crate::order::graph::holding::{Entry, HELD, Holding, forget, note, note_unclaimed};
use crate::order::graph::place::Place;
use crate::order::graph::report::{Again, Circle, Named, NoRoom, Report, Step, Steps};
use core::fmt::{self, Debug, Formatter};
use core::panic::Location;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, array, const_fn};

/// So many classes a graph has at most, interrupts included.
pub const CLASSES: usize = 128;

/// The number of what is no lock: interrupts.
const INTERRUPTS: usize = 0;

/// The memory of a graph, for `CPUS` CPUs, `KINDS` classes of locks (interrupts are one of
/// them) and `ORDERS` orders of two classes.
///
/// For 8 CPUs, 64 classes and 512 orders it has about 32 KiB. It belongs into a static.
pub struct OrderGraph<const CPUS: usize, const KINDS: usize = 64, const ORDERS: usize = 512> {
    numbers: [Numbered; KINDS],
    /// By the class that is held, then by the class that is taken: the number of the record
    /// plus one, or 0. On the diagonal: of two locks of one class, that with the lower address
    /// was held.
    cells: [[AtomicU32; KINDS]; KINDS],
    /// Of two locks of one class, that with the higher address was held.
    falling: [AtomicU32; KINDS],
    records: [Record; ORDERS],
    held: [[Entry; HELD]; CPUS],
    /// Which CPUs are in a report.
    reporting: [AtomicBool; CPUS],
    counts: Counts,
}

/// The lines of an order.
struct Record {
    held_at: Place,
    taken_at: Place,
    /// The circle that was reported last of those in which this has the highest number: its
    /// mark, or 0.
    reported: AtomicU32,
}

struct Counts {
    /// Records that are given away.
    records: AtomicU32,
    /// Orders that are published.
    turns: AtomicU32,
    /// What has no room, and what of that has been reported; by `NoRoom`.
    full: [(AtomicBool, AtomicBool); 3],
}

impl Record {
    const_fn! {
        fn new() -> Self {
            Self { held_at: Place::none(), taken_at: Place::none(), reported: AtomicU32::new(0) }
        }
    }
}

impl<const CPUS: usize, const KINDS: usize, const ORDERS: usize> OrderGraph<CPUS, KINDS, ORDERS> {
    const_fn! {
        /// An empty graph.
        pub fn new() -> Self {
            const { assert!(0 < KINDS && KINDS <= CLASSES, "a graph has room for 1 to 128 classes") };
            Self {
                numbers: array![Numbered::nobody(); KINDS],
                cells: array![array![AtomicU32::new(0); KINDS]; KINDS],
                falling: array![AtomicU32::new(0); KINDS],
                records: array![Record::new(); ORDERS],
                held: array![array![Entry::free(); HELD]; CPUS],
                reporting: array![AtomicBool::new(false); CPUS],
                counts: Counts {
                    records: AtomicU32::new(0),
                    turns: AtomicU32::new(0),
                    full: array![(AtomicBool::new(false), AtomicBool::new(false)); 3],
                },
            }
        }
    }

    /// The graph, whatever its size.
    pub fn orders(&self) -> Orders<'_> {
        Orders {
            numbers: &self.numbers,
            cells: self.cells.as_flattened(),
            falling: &self.falling,
            records: &self.records,
            held: &self.held,
            reporting: &self.reporting,
            counts: &self.counts,
        }
    }
}

impl<const CPUS: usize, const KINDS: usize, const ORDERS: usize> Default
    for OrderGraph<CPUS, KINDS, ORDERS>
{
    fn default() -> Self {
        Self::new()
    }
}

impl<const CPUS: usize, const KINDS: usize, const ORDERS: usize> Debug
    for OrderGraph<CPUS, KINDS, ORDERS>
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.orders().fmt(f)
    }
}

/// An [`OrderGraph`], whatever its size. [`Tracked`](super::Tracked) calls its methods; so may
/// whoever tracks something else than a `RawLock`.
///
/// Each method belongs to the CPU that calls it, which stays the same meanwhile. Handlers may
/// come at any time.
#[derive(Clone, Copy)]
pub struct Orders<'a> {
    numbers: &'a [Numbered],
    cells: &'a [AtomicU32],
    falling: &'a [AtomicU32],
    records: &'a [Record],
    held: &'a [[Entry; HELD]],
    reporting: &'a [AtomicBool],
    counts: &'a Counts,
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

/// An order: the numbers of its classes, and of its record.
#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    held: u8,
    taken: u8,
    record: u32,
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

/// The edges of a circle.
struct Found<'a, 'f> {
    orders: &'f Orders<'a>,
    edges: &'f [Edge],
}

/// What tells a circle, from its edge with the highest number on, from others with the same; not
/// 0.
type Mark = fn(&mut dyn Iterator<Item = u32>) -> u32;

/// FNV-1a, word by word, over the numbers of the records.
fn mark(records: &mut dyn Iterator<Item = u32>) -> u32 {
    let hash = records.fold(0x811c_9dc5_u32, |hash, record| {
        (hash ^ record).wrapping_mul(0x0100_0193)
    });
    hash.max(1)
}

impl<'a> Orders<'a> {
    /// The number of a class; `None` if there is no room for it.
    pub fn class(&self, kind: Kind) -> Option<usize> {
        let number = number(self.numbers, kind);
        if number.is_none() {
            self.overflows(NoRoom::Classes);
        }
        number
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
                        lock: self.named(class),
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

    /// The known-bad twin of `holds`.
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
            self.overflows(NoRoom::Locks);
        }
    }

    /// The lock is about to be released, by `cpu`.
    pub fn releases(&self, cpu: usize, lock: usize) {
        forget(self.held, cpu, lock);
    }

    /// Whether something had no room, reported or not.
    pub fn lacks_room(&self, what: NoRoom) -> bool {
        // Relaxed: nothing else is looked at.
        self.counts.full[what as usize].0.load(Relaxed)
    }

    /// What `cpu` holds.
    fn held_by(&self, cpu: usize) -> impl Iterator<Item = Holding> + use<'a> {
        self.held
            .get(cpu)
            .into_iter()
            .flatten()
            .filter_map(Entry::held)
    }

    fn named(&self, class: usize) -> Named<'a> {
        Named((class != INTERRUPTS).then(|| &self.numbers[class]))
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

    fn cell(&self, held: usize, taken: usize) -> &'a AtomicU32 {
        &self.cells[held * self.numbers.len() + taken]
    }

    /// The record of a cell: its number.
    fn record(cell: &AtomicU32) -> Option<u32> {
        // Acquire: pairs with the exchange in `publish`; without it the record might be empty.
        cell.load(Acquire).checked_sub(1)
    }

    /// Puts an order into its cell, if there is none. Whether it has done so.
    fn put(
        &self,
        cell: &AtomicU32,
        held_at: &'static Location<'static>,
        taken_at: &'static Location<'static>,
    ) -> bool {
        if Self::record(cell).is_some() {
            return false;
        }
        // Relaxed, both: a number that nobody else gets is all that is wanted. It does not
        // come round: above the number of records it grows by one for each CPU at most.
        let given = self.counts.records.load(Relaxed) as usize;
        let number = match given < self.records.len() {
            true => self.counts.records.fetch_add(1, Relaxed),
            false => u32::MAX,
        };
        let Some(record) = self.records.get(number as usize) else {
            self.overflows(NoRoom::Orders);
            return false;
        };
        record.held_at.set(held_at);
        record.taken_at.set(taken_at);
        // Release: pairs with the Acquire in `record`, which finds the lines. Relaxed on
        // failure: another CPU has recorded this order, and looks for circles.
        cell.compare_exchange(0, number + 1, Release, Relaxed)
            .is_ok()
    }

    /// Comes after all whose turn was before.
    fn turn(&self) {
        // AcqRel: pairs with itself. Of CPUs that put an order at the same time, each sees
        // those of the CPUs whose turn was before its own; without it, each might miss the
        // others'.
        self.counts.turns.fetch_add(1, AcqRel);
    }

    /// Puts an order into its cell, for all to see, if there is none. Whether it has done so.
    fn publish(
        &self,
        cell: &AtomicU32,
        held_at: &'static Location<'static>,
        taken_at: &'static Location<'static>,
    ) -> bool {
        let put = self.put(cell, held_at, taken_at);
        if put {
            self.turn();
        }
        put
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
        if self.publish(self.cell(held, taken), held_at, taken_at) {
            self.look(held, taken, mark, report);
        }
    }

    /// The steps of the known-bad twins, which leave one out or take another first: `p` puts
    /// the order of two classes, `t` takes a turn, `l` looks, and so does `h`, but tells circles
    /// by the highest number alone.
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
                'p' => _ = self.put(self.cell(held, taken), at, at),
                't' => self.turn(),
                'h' => self.look(held, taken, |_| 1, report),
                _ => self.look(held, taken, mark, report),
            }
        }
    }

    /// Reports the circle that the order of `held` and `taken` closes, if it does.
    fn look(&self, held: usize, taken: usize, mark: Mark, report: &mut dyn FnMut(&Report<'_>)) {
        let Some(next) = self.ways(taken, held) else {
            return;
        };
        let mut edges = [Edge::default(); CLASSES];
        let (mut count, mut from, mut to) = (0, held, taken);
        loop {
            let record = Self::record(self.cell(from, to)).unwrap_or_default();
            edges[count] = Edge {
                held: from as u8,
                taken: to as u8,
                record,
            };
            count += 1;
            if to == held {
                break;
            }
            (from, to) = (to, next[to] as usize);
        }
        self.report(&edges[..count], mark, report);
    }

    /// For each class from which `to` is reached, the next one on the way; `None` if it is not
    /// reached from `from`.
    fn ways(&self, from: usize, to: usize) -> Option<[u8; CLASSES]> {
        const UNSEEN: u8 = u8::MAX;
        let (mut next, mut queue) = ([UNSEEN; CLASSES], [0; CLASSES]);
        let mut seen = 1;
        (next[to], queue[0]) = (to as u8, to as u8);
        let mut looked_at = 0;
        while looked_at < seen && next[from] == UNSEEN {
            let class = queue[looked_at];
            looked_at += 1;
            let classes = 0..self.numbers.len();
            for before in classes {
                let leads_there = Self::record(self.cell(before, class as usize)).is_some();
                if next[before] == UNSEEN && leads_there {
                    (next[before], queue[seen]) = (class, before as u8);
                    seen += 1;
                }
            }
        }
        (next[from] != UNSEEN).then_some(next)
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
        let (rising, falling) = (self.cell(class, class), &self.falling[class]);
        let (own, opposite) = match held.lock < lock {
            true => (rising, falling),
            false => (falling, rising),
        };
        if !self.publish(own, held.at, at) {
            return;
        }
        if let (Some(own), Some(opposite)) = (Self::record(own), Self::record(opposite)) {
            let edge = |record| Edge {
                held: class as u8,
                taken: class as u8,
                record,
            };
            self.report(&[edge(own), edge(opposite)], mark, report);
        }
    }

    /// Reports a circle, unless another CPU does: it has been seen by each whose turn came
    /// when all its orders were published. They find the same mark in the same record. An order
    /// may be published after others with higher numbers: then it closes a circle of its own
    /// with them, though one of them has been reported for another (the known-bad twin
    /// `HighestNumber` misses it).
    fn report(&self, edges: &[Edge], mark: Mark, report: &mut dyn FnMut(&Report<'_>)) {
        let highest = (0..edges.len()).max_by_key(|index| edges[*index].record);
        let (before, rest) = edges.split_at(highest.unwrap_or_default());
        let Some(first) = rest.first() else { return };
        let mark = mark(&mut rest.iter().chain(before).map(|edge| edge.record));
        // Relaxed: of those who bring the same mark one is the first. Three CPUs that close two
        // circles at the same time may say one of them twice.
        if self.records[first.record as usize]
            .reported
            .swap(mark, Relaxed)
            == mark
        {
            return;
        }
        let found = Found {
            orders: self,
            edges,
        };
        report(&Report::Circle(Circle { steps: &found }));
    }

    fn overflows(&self, what: NoRoom) {
        // Relaxed: nothing else is looked at.
        self.counts.full[what as usize].0.store(true, Relaxed);
    }

    fn tell_what_lacks_room(&self, report: &mut dyn FnMut(&Report<'_>)) {
        for what in [NoRoom::Classes, NoRoom::Orders, NoRoom::Locks] {
            let told = &self.counts.full[what as usize].1;
            // Relaxed, both: one of those who get here is the first, and no data goes with it.
            let first = || told.compare_exchange(false, true, Relaxed, Relaxed).is_ok();
            if self.lacks_room(what) && first() {
                report(&Report::NoRoom(what));
            }
        }
    }
}

impl Debug for Orders<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Relaxed: for diagnostics.
        let orders = self.counts.turns.load(Relaxed);
        f.debug_struct("Orders")
            .field("orders", &orders)
            .finish_non_exhaustive()
    }
}

impl Debug for Found<'_, '_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.edges.fmt(f)
    }
}

impl<'f> Steps<'f> for Found<'f, 'f> {
    fn step(&self, index: usize) -> Option<Step<'f>> {
        let edge = self.edges.get(index)?;
        let record = self.orders.records.get(edge.record as usize)?;
        Some(Step {
            held: self.orders.named(edge.held.into()),
            held_at: record.held_at.get()?,
            taken: self.orders.named(edge.taken.into()),
            taken_at: record.taken_at.get()?,
        })
    }
}
