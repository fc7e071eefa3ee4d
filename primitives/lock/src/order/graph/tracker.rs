//! What a kernel says of its graph.

use crate::order::graph::orders::Orders;
use crate::order::graph::report::{Again, Report};
use latchwork_cpu::Cpu;

/// The graph that the [`Tracked`](super::Tracked) locks of a kernel share, and what becomes of
/// its reports.
pub trait Tracker: 'static {
    /// The CPU: which it is, whether it is in a handler, and whether interrupts are on.
    type Cpu: Cpu;

    /// The graph.
    ///
    /// It is called before and after each acquisition and before each release. A panic in it
    /// ends the program where the lock is held, as that of a
    /// [`Relax`](latchwork_atomic::Relax) does where a lock is waited for.
    fn orders() -> Orders<'static>;

    /// Something is to be said. It is called on the CPU that has noticed it, in a section with
    /// interrupts off, before that waits for a lock, after it has tried one, or before it
    /// releases one.
    ///
    /// What it takes may be tracked, too, and may be kept. There is no report inside of a
    /// report: until it returns, no order is recorded on this CPU, and nothing is said. So a
    /// report that waits for a lock which its CPU holds, as a console may be, waits for ever: it
    /// has to try.
    ///
    /// By default it panics, with the text of the report. It does not because the graph is
    /// full, which stops nobody, and which [`Orders::lacks_room`] tells; nor where a CPU waits
    /// for itself unless it has sent a guard away ([`Again::may_be_sent`](super::Again)).
    ///
    /// A panic unwinds as if the lock had not been waited for, or had been released: nothing
    /// stays held.
    fn report(report: &Report<'_>) {
        match report {
            Report::NoRoom(_)
            | Report::Again(Again {
                may_be_sent: true, ..
            }) => (),
            _ => panic!("{report}"),
        }
    }
}
