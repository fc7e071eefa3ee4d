//! Timers, as the kernel library sees them.

/// The timer that each CPU has of its own, and which interrupts it: a CPU sets and stops its
/// own only. It has one handler, which the machine knows.
///
/// Any CPU may call it in any context. Times are in ticks of the machine's counter.
pub trait Timer: Sync {
    /// Has the handler run once, when `ticks` have gone by: not before that, and soon after it,
    /// or after interrupts are on again. What was set before is forgotten.
    fn once(&self, ticks: u64);

    /// Has the handler run whenever `ticks` have gone by. Where that could not be done in time,
    /// several may be one. What was set before is forgotten.
    fn every(&self, ticks: u64);

    /// Has the handler run no more. What is pending may still come.
    fn stop(&self);
}
