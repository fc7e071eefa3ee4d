//! What happens to a lock.

/// An event of a lock's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LockEvent {
    /// `arrive` has passed the doorway, which must not wait: from here on the
    /// order of service is decided. In an unfair lock nothing is.
    Arrive,
    /// `wait` has got the lock.
    Acquire,
    /// `try_lock` has got the lock (`true`) or not.
    TryAcquire(bool),
    /// The lock has been given up.
    Release,
}

/// Whom a lock serves next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Whoever arrived first. While a CPU waits, each other gets the lock at
    /// most once: at most N − 1 acquisitions pass between its arrival and its own.
    Fifo,
    /// Anybody. A waiter may be passed over any number of times.
    Unfair,
}
