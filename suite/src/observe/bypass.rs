//! How often a CPU that waits is passed over.

use super::{Observer, Turn};
use crate::{Failure, Property};
use core::fmt::{self, Debug, Formatter};
use latchwork_layer::Entry;

/// The most that are served between one CPU's arrival and its own service.
///
/// The checkers explore one order of independent events where there are several, so
/// the bypass that is seen in a log may be smaller than in another order of the same
/// execution. For an object that serves in order of arrival that hides nothing: its
/// arrivals are ordered among themselves, and so are its services, and refinement
/// compares the two.
pub struct Bypass<E> {
    turn: fn(&E) -> Turn,
    bound: Option<usize>,
    most: usize,
}

impl<E> Bypass<E> {
    /// Looks for the largest bypass, which may be `bound` at most, if there is one.
    /// `turn` says what an event means to those who wait.
    pub fn new(turn: fn(&E) -> Turn, bound: Option<usize>) -> Self {
        Self {
            turn,
            bound,
            most: 0,
        }
    }
}

impl<E> Observer<E> for Bypass<E> {
    fn ended(&mut self, log: &[Entry<E>]) -> Result<(), Failure> {
        let wait = longest_wait(log, self.turn);
        if let Some(bound) = self.bound
            && wait.passed > bound
        {
            let reason = format!(
                "{} acquisitions passed CPU {} while it waited; the bound is {bound}",
                wait.passed, wait.cpu
            );
            let failure = Failure::new(Property::Bypass, "passed over too often", reason);
            return Err(failure.marking(wait.events(log, self.turn)));
        }
        self.most = self.most.max(wait.passed);
        Ok(())
    }

    fn detail(&self) -> Option<String> {
        let most = self.most;
        Some(match self.bound {
            Some(bound) => format!("bypass {most} seen, bound {bound}"),
            None => format!("bypass {most} seen, unfair"),
        })
    }
}

impl<E> Debug for Bypass<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bypass")
            .field("bound", &self.bound)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

/// A CPU's wait, and how many were served meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Wait {
    passed: usize,
    cpu: usize,
    /// The place of its arrival in the log.
    arrival: usize,
}

impl Wait {
    /// The places in `log` of the arrival and of what passed it.
    fn events<E>(self, log: &[Entry<E>], turn: fn(&E) -> Turn) -> Vec<usize> {
        let until_served = |(_, entry): &(usize, &Entry<E>)| {
            entry.cpu != self.cpu || turn(&entry.event) != Turn::Served
        };
        let wait = log.iter().enumerate().skip(self.arrival);
        wait.take_while(until_served)
            .filter(|&(index, entry)| {
                let served = matches!(turn(&entry.event), Turn::Served | Turn::Passes);
                index == self.arrival || served
            })
            .map(|(index, _)| index)
            .collect()
    }
}

/// The wait in `log` that most have passed, those that never end included.
fn longest_wait<E>(log: &[Entry<E>], turn: fn(&E) -> Turn) -> Wait {
    let mut waiting: Vec<Wait> = Vec::new();
    let mut longest = Wait::default();
    for (index, entry) in log.iter().enumerate() {
        match turn(&entry.event) {
            Turn::Arrives => waiting.push(Wait {
                passed: 0,
                cpu: entry.cpu,
                arrival: index,
            }),
            Turn::Served | Turn::Passes => {
                waiting.retain(|wait| wait.cpu != entry.cpu);
                for wait in &mut waiting {
                    wait.passed += 1;
                    longest = longest.max(*wait);
                }
            }
            Turn::Leaves | Turn::Aside => {}
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::Turn::{Arrives, Aside, Leaves, Passes, Served};
    use super::*;
    use core::panic::Location;

    fn entries(log: &[(usize, Turn)]) -> Vec<Entry<Turn>> {
        let entry = |&(cpu, event)| Entry {
            cpu,
            event,
            failed_polls: 0,
            position: None,
            at: Location::caller(),
        };
        log.iter().map(entry).collect()
    }

    fn longest(log: &[(usize, Turn)]) -> Wait {
        longest_wait(&entries(log), |&turn| turn)
    }

    #[test]
    fn counts_what_passes_a_waiter() {
        let log = [
            (0, Arrives),
            (1, Arrives),
            (1, Served),
            (2, Passes),
            (0, Served),
        ];
        let (passed, cpu, arrival) = (2, 0, 0);
        let expected = Wait {
            passed,
            cpu,
            arrival,
        };
        assert_eq!(longest(&log), expected);
    }

    #[test]
    fn what_passes_is_found() {
        let log = entries(&[
            (1, Arrives),
            (1, Served),
            (0, Arrives),
            (1, Leaves),
            (2, Aside),
            (2, Passes),
            (2, Leaves),
            (0, Served),
            (0, Leaves),
            (1, Arrives),
            (1, Served),
        ]);
        let turn = |turn: &Turn| *turn;
        assert_eq!(longest_wait(&log, turn).events(&log, turn), [2, 5]);
    }

    #[test]
    fn counts_for_a_waiter_that_is_never_served() {
        let log = [
            (0, Arrives),
            (1, Arrives),
            (1, Served),
            (1, Arrives),
            (1, Served),
        ];
        let wait = longest(&log);
        assert_eq!((wait.passed, wait.cpu, wait.arrival), (2, 0, 0));
    }

    #[test]
    fn what_is_served_before_the_arrival_does_not_count() {
        let log = [(1, Arrives), (1, Served), (0, Arrives), (0, Served)];
        assert_eq!(longest(&log).passed, 0);
    }

    #[test]
    fn more_than_the_bound_is_a_failure() {
        let log = entries(&[(0, Arrives), (1, Passes), (1, Leaves), (1, Passes)]);
        let within = |bound| Bypass::new(|turn: &Turn| *turn, bound).ended(&log);
        assert_eq!(within(None), Ok(()));
        assert_eq!(within(Some(2)), Ok(()));
        let failure = within(Some(1)).expect_err("two have passed");
        assert_eq!(
            (failure.property, failure.marks),
            (Property::Bypass, vec![0, 1, 3])
        );
    }
}
