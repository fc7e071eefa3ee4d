//! A statistic that the timer's handler shares with what it interrupts.

use crate::hardware::{CPUS, EndTurn};
use latchwork_lock::{Mutex, MutexGuard, TicketLock};

/// The lock of the statistic.
type StatLock = TicketLock<EndTurn>;

/// The handler takes the lock, so everybody else takes it with interrupts off.
#[cfg(not(feature = "deadlock"))]
type StatPolicy = latchwork_lock::InterruptsOff;

/// The mistake that hangs: a handler waits for what it has interrupted.
#[cfg(feature = "deadlock")]
type StatPolicy = latchwork_lock::AsIs;

static STATISTIC: Mutex<Statistic, StatLock, StatPolicy> = Mutex::new(Statistic {
    rounds: 0,
    ticks: [0; CPUS],
});

/// What has happened, on all CPUs.
pub struct Statistic {
    /// Rounds of work.
    pub rounds: usize,
    /// Ticks of each CPU's timer.
    pub ticks: [usize; CPUS],
}

/// The statistic, as long as the guard is kept: in the handler, too.
pub fn statistic() -> MutexGuard<'static, Statistic, StatLock, StatPolicy> {
    STATISTIC.lock()
}
