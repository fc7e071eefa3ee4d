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
    /// Anybody in the queue. Of N CPUs at most N − 1 times so many acquisitions pass
    /// between a CPU's arrival and its own.
    Bounded(usize),
    /// Anybody. A waiter may be passed over any number of times.
    Unfair,
}

impl Order {
    /// Whether there is a queue: whoever arrives gets in line before it waits, and no
    /// `try_lock` passes it from then on.
    pub const fn has_queue(self) -> bool {
        match self {
            Order::Fifo | Order::Bounded(_) => true,
            Order::Unfair => false,
        }
    }

    /// The most acquisitions that pass one of `cpus` CPUs while it waits, if there is a
    /// bound.
    pub const fn bypass(self, cpus: usize) -> Option<usize> {
        match self {
            Order::Fifo => Some(cpus - 1),
            Order::Bounded(times) => Some((cpus - 1) * times),
            Order::Unfair => None,
        }
    }
}

/// What the algorithm of a FIFO lock adds to a wait, in steps of one CPU after
/// another, at most. A step of a CPU is one that it takes itself: up to its next access
/// to shared memory, or back from a poll that has failed.
///
/// With it an acquisition's wait is bounded: of N CPUs, if holders are inside for
/// at most k of their steps, and every CPU that can run takes one of any F steps of the
/// machine, an acquisition comes at most
/// ((N − 1) · (acquire + k + release) + acquire) · F steps after its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HandOff {
    /// From the release by the CPU ahead to the acquisition.
    pub acquire: usize,
    /// From the call of `unlock` to the release: the access that lets the next
    /// CPU in.
    pub release: usize,
}
