//! The lock of what the kernel shares.

use latchwork_lock::TicketLock;

/// The lock of what the kernel shares: it counts, since the kernel is built so.
#[cfg(feature = "stats")]
pub(crate) type KernelLock =
    latchwork_lock::stats::Counted<TicketLock, crate::arch::cpu::time::TimeStampCounter>;

/// The lock of what the kernel shares: it counts if the kernel is built so.
#[cfg(not(feature = "stats"))]
pub(crate) type KernelLock = TicketLock;
