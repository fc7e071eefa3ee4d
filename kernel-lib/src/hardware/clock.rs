//! Time.

/// A machine's clock: one counter, which every CPU reads.
///
/// A lock that waits with a time limit asks a [`latchwork_lock::Clock`], which is a type: a kernel
/// implements both by one counter.
pub trait Clock: Sync {
    /// The counter now. It advances at a constant rate, never backwards on one CPU; what two
    /// CPUs read at the same time may be apart. What comes before in the program is done before
    /// it is read.
    ///
    /// Any CPU may call it in any context.
    fn ticks(&self) -> u64;

    /// How often the counter advances in a second: not 0, and the same at every call.
    fn ticks_per_second(&self) -> u64;
}
