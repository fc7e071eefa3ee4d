//! The memory of the graph.

use crate::order::graph::circle::CLASSES;
use crate::order::graph::class::Numbered;
use crate::order::graph::holding::{Entry, HELD};
use crate::order::graph::orders::Orders;
use crate::order::graph::table::{Counts, Record, Table};
use core::fmt::{self, Debug, Formatter};
use latchwork_atomic::{AtomicBool, AtomicU32, array, const_fn};

/// The memory of a graph, for `CPUS` CPUs, `KINDS` classes of locks (interrupts are one of
/// them) and `ORDERS` orders of two classes.
///
/// For 8 CPUs, 64 classes and 512 orders it has about 32 KiB. It belongs into a static.
///
/// `KINDS` is 1 to [`CLASSES`]. Any other number does not compile:
///
/// ```compile_fail,E0080
/// let graph = latchwork_lock::order::graph::OrderGraph::<1, 0>::new();
/// ```
///
/// ```compile_fail,E0080
/// let graph = latchwork_lock::order::graph::OrderGraph::<1, 129>::new();
/// ```
pub struct OrderGraph<const CPUS: usize, const KINDS: usize = 64, const ORDERS: usize = 512> {
    numbers: [Numbered; KINDS],
    cells: [[AtomicU32; KINDS]; KINDS],
    falling: [AtomicU32; KINDS],
    records: [Record; ORDERS],
    held: [[Entry; HELD]; CPUS],
    /// Which CPUs are in a report.
    reporting: [AtomicBool; CPUS],
    counts: Counts,
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
                counts: Counts::new(),
            }
        }
    }

    /// The graph, whatever its size.
    pub fn orders(&self) -> Orders<'_> {
        Orders {
            table: Table {
                numbers: &self.numbers,
                cells: self.cells.as_flattened(),
                falling: &self.falling,
                records: &self.records,
                counts: &self.counts,
            },
            held: &self.held,
            reporting: &self.reporting,
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
