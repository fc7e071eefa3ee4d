//! Time.

/// A counter that advances at a constant rate: a kernel's clock.
pub trait Clock {
    /// Its value now. It never goes backwards on one CPU; what two CPUs read may be apart.
    ///
    /// It is called with interrupts on or off, and in handlers that use a lock.
    fn ticks() -> u64;
}
