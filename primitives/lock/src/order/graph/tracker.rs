//! What a kernel says of its graph.

use crate::order::graph::orders::Orders;
use crate::order::graph::report::Report;
use latchwork_cpu::Cpu;

/// The graph that the [`Tracked`](super::Tracked) locks of a kernel share, and what becomes of
/// its reports.
pub trait Tracker: 'static {
    /// The CPU: which it is, whether it is in a handler, and whether interrupts are on.
    type Cpu: Cpu;

    /// The graph.
    fn orders() -> Orders<'static>;

    /// Something is to be said. It is called on the CPU that has noticed it, with interrupts
    /// off, before that waits for a lock; what it takes may be tracked, too.
    ///
    /// By default it panics, with the text of the report; but not because the graph is full,
    /// which stops nobody, and which [`Orders::lacks_room`] tells.
    fn report(report: &Report<'_>) {
        if !matches!(report, Report::NoRoom(_)) {
            panic!("{report}");
        }
    }
}
