//! Endings under other names of CPUs.

use super::findings::{Ending, Endings};
use core::ops::Range;
use latchwork_layer::Entry;
use latchwork_layer::lock::LockEvent;

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
    mut ending: Ending,
    mut log: Vec<Entry<LockEvent>>,
    one: usize,
    other: usize,
) -> (Ending, Vec<Entry<LockEvent>>) {
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
    use LockEvent::{Acquire, Release};

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
}
