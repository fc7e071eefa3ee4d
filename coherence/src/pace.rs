//! How often a waiter polls.

/// How long a CPU does something else after each poll that failed, in spin hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// So many each time.
    Constant(u32),
    /// One, then twice as many each time, up to this limit.
    Doubling(u32),
    /// Nobody has said: each poll is made.
    Opaque,
}

/// Where a wait is in its pace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pacing {
    hints: u64,
    limit: u64,
}

impl Pacing {
    pub(crate) fn begin(pace: Pace) -> Self {
        let (hints, limit) = match pace {
            Pace::Constant(hints) => (hints, hints),
            Pace::Doubling(limit) => (1, limit.max(1)),
            Pace::Opaque => (0, 0),
        };
        Self {
            hints: hints.into(),
            limit: limit.into(),
        }
    }

    /// The hints after the poll that has just failed.
    pub(crate) fn hints(self) -> u64 {
        self.hints
    }

    /// A poll has failed, and its hints are over.
    pub(crate) fn next(self) -> Self {
        Self {
            hints: (self.hints * 2).min(self.limit),
            ..self
        }
    }

    /// Whether all further polls are alike.
    pub(crate) fn is_steady(self) -> bool {
        self.hints == self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(pace: Pace) -> Vec<u64> {
        std::iter::successors(Some(Pacing::begin(pace)), |it| Some(it.next()))
            .take(5)
            .map(Pacing::hints)
            .collect()
    }

    #[test]
    fn a_pace_is_constant_or_doubles_up_to_its_limit() {
        assert_eq!(hints(Pace::Constant(3)), [3; 5]);
        assert_eq!(hints(Pace::Doubling(6)), [1, 2, 4, 6, 6]);
        assert_eq!(hints(Pace::Doubling(1)), [1; 5]);
        assert!(Pacing::begin(Pace::Constant(3)).is_steady());
        assert!(!Pacing::begin(Pace::Doubling(6)).is_steady());
    }
}
