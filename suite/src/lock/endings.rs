//! Which endings say the same.

use crate::observe::{self, Ending};
use core::ops::Range;
use latchwork_layer::Entry;
use latchwork_lock::author::LockEvent;

type Endings = observe::Endings<LockEvent>;

/// `endings` of an unfair lock without arrivals: they decide nothing, and happen
/// at no access to memory, so their places in the log mean nothing.
pub(crate) fn without_idle_arrivals(endings: Endings) -> Endings {
    let decides = |(_, event): &(usize, LockEvent)| *event != LockEvent::Arrive;
    endings
        .into_iter()
        .map(|(ending, log)| (ending.into_iter().filter(decides).collect(), log))
        .collect()
}

/// `endings` with only that order of events that the lock decides: of passing the
/// doorway, by `lock` or `try_lock`, and of getting the lock and giving it up.
///
/// Which of two unrelated events comes first in a log depends on the order in
/// which loom happens to run the CPUs, and with it on their names.
pub(crate) fn decided(endings: Endings) -> Endings {
    use LockEvent::{Acquire, Arrive, Release, TryAcquire};
    let doorway = |(_, event): &&(usize, LockEvent)| matches!(event, Arrive | TryAcquire(_));
    let holding =
        |(_, event): &&(usize, LockEvent)| matches!(event, Acquire | TryAcquire(true) | Release);
    endings
        .into_iter()
        .map(|(ending, log)| {
            let passed = ending.iter().filter(doorway);
            let held = ending.iter().filter(holding);
            (passed.chain(held).copied().collect(), log)
        })
        .collect()
}

/// `endings` under all names that the CPUs in `alike` can have.
pub(crate) fn renamed(endings: Endings, alike: Range<usize>) -> Endings {
    let mut all = endings;
    // Swaps of neighbours make up every permutation.
    loop {
        let before = all.len();
        for cpu in alike.clone().skip(1) {
            for (ending, log) in all.clone() {
                let (ending, log) = swapped(ending, log, cpu - 1, cpu);
                all.entry(ending).or_insert(log);
            }
        }
        if all.len() == before {
            return all;
        }
    }
}

fn swapped(
    mut ending: Ending<LockEvent>,
    mut log: Vec<Entry<LockEvent>>,
    one: usize,
    other: usize,
) -> (Ending<LockEvent>, Vec<Entry<LockEvent>>) {
    let in_ending = ending.iter_mut().map(|(cpu, _)| cpu);
    let in_log = log.iter_mut().map(|entry| &mut entry.cpu);
    for cpu in in_ending.chain(in_log) {
        *cpu = match *cpu {
            cpu if cpu == one => other,
            cpu if cpu == other => one,
            cpu => cpu,
        };
    }
    (ending, log)
}

#[cfg(test)]
mod tests {
    use super::*;
    use LockEvent::{Acquire, Arrive, Release};

    fn endings<const N: usize>(endings: [&[(usize, LockEvent)]; N]) -> Endings {
        let without_log = |ending: &[_]| (ending.to_vec(), Vec::new());
        endings.into_iter().map(without_log).collect()
    }

    #[test]
    fn all_names_are_tried() {
        let one = endings([&[(0, Acquire), (1, Acquire), (2, Release)]]);
        assert_eq!(renamed(one.clone(), 0..3).len(), 6);
        let both = endings([
            &[(0, Acquire), (1, Acquire), (2, Release)],
            &[(0, Acquire), (2, Acquire), (1, Release)],
        ]);
        assert!(renamed(one, 1..3).keys().eq(both.keys()));
    }

    #[test]
    fn what_is_not_decided_goes() {
        let early = [(1, Arrive), (0, Arrive), (0, Acquire), (1, Acquire)];
        let late = [(0, Arrive), (0, Acquire), (1, Arrive), (1, Acquire)];
        let last = [(1, Arrive), (0, Arrive), (1, Acquire), (0, Acquire)];
        assert_eq!(without_idle_arrivals(endings([&early, &late])).len(), 1);
        assert_eq!(decided(endings([&early, &late, &last])).len(), 3);
        let between = [(0, Arrive), (1, Arrive), (0, Acquire), (1, Acquire)];
        assert_eq!(decided(endings([&late, &between])).len(), 1);
    }
}
