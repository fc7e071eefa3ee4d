//! What native checks are called, and how many threads they have.

use crate::report::{Description, Mode};
use core::fmt::{self, Display, Formatter};
use latchwork_layer::Refinement;
use latchwork_lock::author::{HARDWARE, LOCK};
use std::num::NonZero;
use std::thread::available_parallelism;

/// How many threads a check may have: a lock is made for each of these.
macro_rules! made_for_threads {
    ($family:ident, $threads:expr, $check:path, $arguments:tt) => {
        $crate::family::made_for!(
            $family, $threads.count(), [2 3 4 5 8 9 16 17 32 33 64], $check, $arguments
        )
    };
}
pub(super) use made_for_threads;

/// How many threads a check may have.
const SIZES: [usize; 11] = [2, 3, 4, 5, 8, 9, 16, 17, 32, 33, 64];

/// How many threads a check has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threads {
    /// One a core or somewhat fewer, and at least two.
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
        let [fewest, .., most] = SIZES;
        let mut sizes = SIZES.into_iter();
        match self {
            Threads::Cores => sizes.rfind(|size| *size <= cores).unwrap_or(fewest),
            Threads::Oversubscribed => sizes.find(|size| *size > 2 * cores).unwrap_or(most),
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
        assert_eq!(counts(2), (2, 5));
        assert_eq!(counts(6), (5, 16));
        assert_eq!(counts(8), (8, 17));
        assert_eq!(counts(256), (64, 64));
    }
}
