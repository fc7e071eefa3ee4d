//! What native checks are called, and how many threads they have.

use crate::report::{Description, Mode};
use core::fmt::{self, Display, Formatter};
use latchwork_layer::Refinement;
use latchwork_lock::author::{HARDWARE, LOCK};
use std::num::NonZero;
use std::thread::available_parallelism;

/// CPUs that a lock needs room for: the most that any client has.
pub const CPUS: usize = 64;

/// How many threads a check has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threads {
    /// One a core, and at least two.
    Cores,
    /// More than there are cores: waiters, and holders, are descheduled.
    Oversubscribed,
}

impl Threads {
    /// The number on this host.
    pub(super) fn count(self) -> usize {
        self.count_on(cores())
    }

    fn count_on(self, cores: usize) -> usize {
        match self {
            Threads::Cores => cores.clamp(2, CPUS),
            Threads::Oversubscribed => (2 * cores + 1).min(CPUS),
        }
    }
}

impl Display for Threads {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Threads::Cores => "cores",
            Threads::Oversubscribed => "oversubscribed",
        })
    }
}

/// The host's cores.
pub(super) fn cores() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Describes the check of `property` that does `what` with the lock called
/// `name`.
pub(super) fn describe(name: &str, what: &str, property: &str, threads: Threads) -> Description {
    let claim = Refinement::new(&HARDWARE, name, &LOCK);
    Description {
        property: format!("{what}: {property}"),
        client: format!("{} threads", threads.count()),
        mode: Mode::Random,
        ..Description::of(claim, &format!("{what}/{threads}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_threads_for_every_core_and_more() {
        let counts = |cores| {
            let count = |threads: Threads| threads.count_on(cores);
            (count(Threads::Cores), count(Threads::Oversubscribed))
        };
        assert_eq!(counts(1), (2, 3));
        assert_eq!(counts(8), (8, 17));
        assert_eq!(counts(256), (CPUS, CPUS));
    }
}
