//! The lock of what the kernel shares.
//!
//! It knows who holds it and who waits for it, so that the watchdog can say it.

mod known;

use latchwork_lock::TicketLock;

pub(crate) use known::{Known, describe_wait};

/// The lock of what the kernel shares: it counts, since the kernel is built so.
#[cfg(feature = "stats")]
pub(crate) type KernelLock = latchwork_lock::stats::Counted<Known<TicketLock>, counting::Counter>;

/// The lock of what the kernel shares: it counts if the kernel is built so.
#[cfg(not(feature = "stats"))]
pub(crate) type KernelLock = Known<TicketLock>;

#[cfg(feature = "stats")]
mod counting {
    use latchwork_lock::Clock;

    /// The time-stamp counter, as the clock of locks that count.
    #[derive(Debug)]
    pub(crate) struct Counter;

    impl Clock for Counter {
        #[inline]
        fn ticks() -> u64 {
            // SAFETY: every CPU in long mode has the counter, and it is not turned off.
            unsafe { core::arch::x86_64::_rdtsc() }
        }
    }
}
