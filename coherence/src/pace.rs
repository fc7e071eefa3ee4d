//! How often a waiter polls.

/// How long a CPU does something else after each poll that failed, in spin hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// So many each time.
    Constant(u32),
    /// One, then twice as many each time, up to this limit.
    Doubling(u32),
    /// So many for each who is ahead of a [wait in line](crate::wait_in_line).
    Proportional(u32),
    /// Nobody has said: each poll is made.
    Opaque,
}

/// Where a wait is in its pace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pacing {
    hints: u64,
    limit: u64,
    /// What each who is ahead adds; nothing, if it is no matter how many are.
    each: u64,
}

impl Pacing {
    pub(crate) fn begin(pace: Pace) -> Self {
        let (hints, limit, each) = match pace {
            Pace::Constant(hints) => (hints, hints, 0),
            Pace::Doubling(limit) => (1, limit.max(1), 0),
            Pace::Proportional(each) => (each, each, each),
            Pace::Opaque => (0, 0, 0),
        };
        Self {
            hints: hints.into(),
            limit: limit.into(),
            each: each.into(),
        }
    }

    /// A poll has failed that found so many ahead.
    pub(crate) fn behind(self, ahead: u32) -> Self {
        if self.each == 0 {
            return self;
        }
        let hints = self.each * u64::from(ahead);
        Self {
            hints,
            limit: hints,
            ..self
        }
    }

    /// The hints after the poll that has just failed.
    pub(crate) fn hints(self) -> u64 {
        self.hints
    }

    /// A poll has failed, and its hints are over.
    pub(crate) fn next(self) -> Self {
        Self {
            hints: self.hints.saturating_mul(2).min(self.limit),
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

    #[test]
    fn only_a_proportional_pace_minds_how_many_are_ahead() {
        let behind = |pace: Pace, ahead| {
            let pacing = Pacing::begin(pace).behind(1).next().behind(ahead);
            (pacing.hints(), pacing.next().hints(), pacing.is_steady())
        };
        assert_eq!(hints(Pace::Proportional(3)), [3; 5]);
        assert_eq!(behind(Pace::Proportional(3), 5), (15, 15, true));
        assert_eq!(
            behind(Pace::Proportional(u32::MAX), u32::MAX).0,
            u64::from(u32::MAX) * u64::from(u32::MAX)
        );
        assert_eq!(behind(Pace::Constant(3), 5), (3, 3, true));
        assert_eq!(behind(Pace::Doubling(6), 5), (2, 4, false));
    }
}
