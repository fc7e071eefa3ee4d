//! How much the locks are contended, and how long they are waited for and held.

use latchwork_atomic::Initial;
use latchwork_cpu::{Cpu, CurrentCpu};
use latchwork_lock::stats::{Counted, Statistics};
use latchwork_lock::{Clock, Mutex, RawLock, for_each_lock};

use crate::protocol::Record;
use crate::together::together;
use crate::{MAX_CPUS, Machine};

/// A lock of the machine's own that counts: what it is called, and what it has counted, if
/// it is free.
pub type CountedLock<'a> = (&'a str, fn() -> Option<Statistics>);

/// Reports what each lock counts while all CPUs acquire it so often, and what the machine's
/// `own` locks have counted until now.
pub(crate) fn all<C: Cpu + CurrentCpu + Clock>(
    machine: &dyn Machine,
    acquisitions: u64,
    own: &[CountedLock<'_>],
) {
    macro_rules! locks {
        ([] $($name:ident: $lock:ty),*) => {
            $( contended::<$lock, C>(machine, stringify!($name), acquisitions); )*
        };
    }
    for_each_lock!(locks[], C, MAX_CPUS);
    for (lock, statistics) in own {
        if let Some(statistics) = statistics() {
            report(machine, lock, &statistics);
        }
    }
}

fn contended<R: RawLock + Initial + Sync, C: Clock>(
    machine: &dyn Machine,
    lock: &str,
    acquisitions: u64,
) {
    let mutex = const { Mutex::<u64, Counted<R, C>>::new(0) };
    together(machine, machine.cpus(), &|_| {
        for _ in 0..acquisitions {
            *mutex.lock() += 1;
        }
    });
    report(machine, lock, &mutex.statistics());
}

fn report(machine: &dyn Machine, lock: &str, statistics: &Statistics) {
    machine.report(&Record::Statistics {
        lock,
        acquisitions: statistics.acquisitions,
        contended: statistics.contended,
        waited: statistics.waited,
        longest_wait: statistics.longest_wait,
        held: statistics.held,
        longest_hold: statistics.longest_hold,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::{ThisThread, Threads};

    #[test]
    fn each_lock_and_the_machines_own_are_told() {
        let machine = Threads::new(2);
        let free = || {
            Some(Statistics {
                acquisitions: 7,
                ..Statistics::default()
            })
        };
        all::<ThisThread>(&machine, 50, &[("console", free), ("held", || None)]);
        let lines = machine.lines();
        assert_eq!(lines.len(), crate::selftest::LOCKS.len() + 1, "{lines:?}");
        let (own, locks) = lines.split_last().expect("there are some");
        assert!(own.contains("\"console\",\"acquisitions\":7"), "{own}");
        for line in locks {
            assert!(line.contains("\"acquisitions\":100,"), "{line}");
        }
    }
}
