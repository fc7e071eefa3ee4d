//! The atomic lock object: what every lock refines.

#![forbid(unsafe_code)]

use crate::event::{LockEvent, Order};
use latchwork_layer::{Spec, Stuck};
use std::collections::{BTreeSet, VecDeque};

/// Mutual exclusion, and service in the lock's order.
///
/// | event of CPU c | allowed if |
/// |---|---|
/// | `Arrive` | c neither holds the lock nor waits for it |
/// | `Acquire` | nobody holds it, and c waits: at the head of the queue, if the lock is FIFO |
/// | `TryAcquire(true)` | nobody holds it; if the lock has a queue, nobody waits either |
/// | `TryAcquire(false)` | c itself holds or waits, or another CPU has held (or, if the lock has a queue, waited) since c's last acquisition (or ever) |
/// | `Release` | c holds it |
///
/// The holder of a lock with a queue does not wait for it. That of an unfair one may: a handler on a
/// CPU that waits takes the lock, and releases it before the CPU goes on.
///
/// A CPU's `try_lock` may fail on what it last saw, which may be old; but its
/// own acquisition has shown it every release before that. A CPU that has never
/// acquired may fail for as long as it sees nothing new.
#[derive(Clone, Copy, Debug)]
pub struct LockSpec {
    /// Whom it serves next.
    pub order: Order,
}

/// Who holds a lock, and who waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LockState {
    /// The CPU that holds the lock.
    pub holder: Option<usize>,
    /// The CPUs that wait, in the order of arrival.
    pub waiting: VecDeque<usize>,
    /// CPUs that have acquired before, and have seen the lock free of others since.
    seen_free: BTreeSet<usize>,
    /// Whether anybody has used the lock.
    used: bool,
}

impl LockState {
    /// Somebody holds or waits: whoever tries from now on may find it so.
    fn find_used(&mut self) {
        self.used = true;
        self.seen_free.clear();
    }

    /// `cpu` has the lock, and with it has seen everything that was done before.
    fn acquired_by(&mut self, cpu: usize, order: Order) {
        self.find_used();
        self.holder = Some(cpu);
        if self.waiting.is_empty() || order == Order::Unfair {
            self.seen_free.insert(cpu);
        }
    }
}

impl Spec for LockSpec {
    type State = LockState;
    type Event = LockEvent;

    fn initial(&self) -> LockState {
        LockState::default()
    }

    fn step(&self, state: &mut LockState, cpu: usize, event: &LockEvent) -> Result<(), Stuck> {
        if let (LockEvent::Acquire | LockEvent::TryAcquire(true), Some(holder)) =
            (event, state.holder)
        {
            return Err(Stuck::because(format!("CPU {holder} holds the lock")));
        }
        match event {
            LockEvent::Arrive => {
                if state.holder == Some(cpu) || state.waiting.contains(&cpu) {
                    return Err(Stuck::because("it already holds the lock or waits"));
                }
                state.waiting.push_back(cpu);
                // In an unfair lock nothing is decided yet.
                if self.order.has_queue() {
                    state.find_used();
                }
            }
            LockEvent::Acquire => {
                let place = state.waiting.iter().position(|&waiting| waiting == cpu);
                match (place, self.order) {
                    (None, _) => return Err(Stuck::because("it has not arrived")),
                    (Some(1..), Order::Fifo) => {
                        let first = state.waiting[0];
                        return Err(Stuck::because(format!("CPU {first} arrived before it")));
                    }
                    (Some(place), _) => state.waiting.remove(place),
                };
                state.acquired_by(cpu, self.order);
            }
            LockEvent::TryAcquire(true) => {
                if let (true, Some(first)) = (self.order.has_queue(), state.waiting.front()) {
                    return Err(Stuck::because(format!("CPU {first} waits")));
                }
                state.acquired_by(cpu, self.order);
            }
            LockEvent::TryAcquire(false) => {
                // While another CPU holds the lock, nobody has seen it free since.
                let seen_free = !state.used || state.seen_free.contains(&cpu);
                let busy = state.holder.is_some() || state.waiting.contains(&cpu);
                if seen_free && !busy {
                    return Err(Stuck::because(
                        "nobody else has used the lock since it last had it",
                    ));
                }
            }
            LockEvent::Release => {
                if state.holder != Some(cpu) {
                    return Err(Stuck::because("it does not hold the lock"));
                }
                state.holder = None;
            }
        }
        Ok(())
    }

    fn invariant(&self, state: &LockState) -> Result<(), Stuck> {
        match state.holder {
            Some(holder) if self.order.has_queue() && state.waiting.contains(&holder) => Err(
                Stuck::because(format!("CPU {holder} holds the lock and waits for it")),
            ),
            _ => Ok(()),
        }
    }

    fn show(&self, state: &LockState) -> String {
        let holder = match state.holder {
            Some(holder) => format!("CPU {holder} holds"),
            None => "free".to_owned(),
        };
        let waiting: Vec<String> = state.waiting.iter().map(usize::to_string).collect();
        match &waiting[..] {
            [] => holder,
            [one] => format!("{holder}; {one} waits"),
            _ => format!("{holder}; {} wait", waiting.join(", ")),
        }
    }

    fn at_rest(&self, state: &LockState) -> bool {
        state.holder.is_none() && state.waiting.is_empty()
    }

    fn may_use(&self, state: &LockState, cpu: usize) -> bool {
        state.holder == Some(cpu)
    }
}

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use LockEvent::{Acquire, Arrive, Release, TryAcquire};
    use core::panic::Location;
    use latchwork_layer::{Entry, replay};

    #[track_caller]
    fn run(order: Order, log: &[(usize, LockEvent)]) -> Result<LockState, String> {
        let log: Vec<_> = log
            .iter()
            .map(|&(cpu, event)| Entry {
                cpu,
                event,
                failed_polls: 0,
                position: None,
                at: Location::caller(),
            })
            .collect();
        replay(&LockSpec { order }, &log).map_err(|violation| violation.reason)
    }

    #[test]
    fn a_bounded_lock_has_a_queue_and_serves_anybody_in_it() {
        let order = Order::Bounded(2);
        let served = [
            (0, Arrive),
            (1, Arrive),
            (2, Arrive),
            (1, Acquire),
            (1, Release),
            (2, Acquire),
        ];
        let state = run(order, &served).unwrap();
        assert_eq!((state.holder, state.waiting), (Some(2), [0].into()));
        let passed = [(0, Arrive), (1, TryAcquire(true))];
        assert_eq!(run(order, &passed).unwrap_err(), "CPU 0 waits");
        // One that fails may have seen it wait.
        let handed_on = [
            (0, Arrive),
            (0, Acquire),
            (1, Arrive),
            (0, Release),
            (0, TryAcquire(false)),
        ];
        assert!(run(order, &handed_on).is_ok() && run(Order::Unfair, &handed_on).is_err());
        let bounds = [Order::Fifo, order, Order::Unfair].map(|it| it.bypass(4));
        assert_eq!(bounds, [Some(3), Some(6), None]);
    }

    #[test]
    fn a_fifo_lock_serves_in_order_of_arrival() {
        let served = [
            (0, Arrive),
            (0, Acquire),
            (1, Arrive),
            (2, Arrive),
            (0, Release),
            (1, Acquire),
        ];
        let state = run(Order::Fifo, &served).unwrap();
        assert_eq!(
            (state.holder, state.waiting),
            (Some(1), VecDeque::from([2]))
        );

        let overtaken = [(0, Arrive), (1, Arrive), (1, Acquire)];
        assert_eq!(
            run(Order::Fifo, &overtaken).unwrap_err(),
            "CPU 0 arrived before it"
        );
        assert!(run(Order::Unfair, &overtaken).is_ok());
    }

    #[test]
    fn two_holders_are_stuck() {
        let log = [(0, Arrive), (0, Acquire), (1, Arrive), (1, Acquire)];
        assert_eq!(
            run(Order::Unfair, &log).unwrap_err(),
            "CPU 0 holds the lock"
        );
        let log = [(0, TryAcquire(true)), (1, TryAcquire(true))];
        assert_eq!(
            run(Order::Unfair, &log).unwrap_err(),
            "CPU 0 holds the lock"
        );
    }

    #[test]
    fn only_the_holder_releases_and_nobody_arrives_twice() {
        assert_eq!(
            run(Order::Fifo, &[(0, Release)]).unwrap_err(),
            "it does not hold the lock"
        );
        assert_eq!(
            run(Order::Fifo, &[(0, Arrive), (0, Arrive)]).unwrap_err(),
            "it already holds the lock or waits"
        );
        assert_eq!(
            run(Order::Fifo, &[(0, Acquire)]).unwrap_err(),
            "it has not arrived"
        );
    }

    #[test]
    fn try_lock_does_not_pass_a_fifo_queue() {
        let log = [(0, Arrive), (1, TryAcquire(true))];
        assert_eq!(run(Order::Fifo, &log).unwrap_err(), "CPU 0 waits");
        assert!(run(Order::Unfair, &log).is_ok());
    }

    #[test]
    fn a_state_is_told_in_a_few_words() {
        let spec = LockSpec { order: Order::Fifo };
        let events = [(0, Arrive), (0, Acquire), (1, Arrive), (2, Arrive)];
        let told: Vec<_> = (0..=events.len())
            .map(|count| {
                let state = run(Order::Fifo, &events[..count]).unwrap();
                (spec.show(&state), spec.at_rest(&state))
            })
            .collect();
        let expected = [
            ("free", true),
            ("free; 0 waits", false),
            ("CPU 0 holds", false),
            ("CPU 0 holds; 1 waits", false),
            ("CPU 0 holds; 1, 2 wait", false),
        ];
        assert_eq!(told, expected.map(|(text, rest)| (text.to_owned(), rest)));
    }

    #[test]
    fn try_lock_fails_for_a_reason() {
        let alone = "nobody else has used the lock since it last had it";
        assert_eq!(
            run(Order::Fifo, &[(0, TryAcquire(false))]).unwrap_err(),
            alone
        );
        let held = [(0, TryAcquire(true)), (0, TryAcquire(false))];
        assert!(run(Order::Fifo, &held).is_ok());
        let own = [(0, TryAcquire(true)), (0, Release), (0, TryAcquire(false))];
        assert_eq!(run(Order::Fifo, &own).unwrap_err(), alone);
        // Who has only arrived at an unfair lock has not used it.
        let arrived = [
            (0, TryAcquire(true)),
            (1, Arrive),
            (0, Release),
            (0, TryAcquire(false)),
        ];
        assert_eq!(run(Order::Unfair, &arrived).unwrap_err(), alone);
        // CPU 0 may not have seen the release yet.
        let stale = [(1, TryAcquire(true)), (1, Release), (0, TryAcquire(false))];
        assert!(run(Order::Fifo, &stale).is_ok());
        // But it has once it acquired after it.
        let seen = [
            (1, TryAcquire(true)),
            (1, Release),
            (0, TryAcquire(true)),
            (0, Release),
            (0, TryAcquire(false)),
        ];
        assert_eq!(run(Order::Fifo, &seen).unwrap_err(), alone);
    }

    #[test]
    fn who_waits_or_comes_after_gives_try_lock_a_reason_to_fail() {
        let alone = "nobody else has used the lock since it last had it";
        let once = [(0, TryAcquire(true)), (0, Release)];
        let fails = |order, between: &[(usize, LockEvent)]| {
            let log = [&once[..], between, &[(0, TryAcquire(false))]].concat();
            run(order, &log).map(|_| ())
        };
        // Another has had it since.
        let after = [(1, TryAcquire(true)), (1, Release)];
        assert_eq!(fails(Order::Fifo, &after), Ok(()));
        // Another waits, which counts if the lock is FIFO.
        assert_eq!(fails(Order::Fifo, &[(1, Arrive)]), Ok(()));
        assert_eq!(fails(Order::Unfair, &[(1, Arrive)]).unwrap_err(), alone);
        // Another waited already when it last acquired.
        let before = [(0, Arrive), (1, Arrive), (0, Acquire), (0, Release)];
        assert_eq!(fails(Order::Fifo, &before), Ok(()));
        let before = [&after[..], &before].concat();
        assert_eq!(fails(Order::Unfair, &before).unwrap_err(), alone);
    }

    /// What the table of [`LockSpec`] says of `event` by `cpu` after `log`, read off the log
    /// itself.
    fn as_the_table_says(
        order: Order,
        log: &[(usize, LockEvent)],
        cpu: usize,
        event: LockEvent,
    ) -> Result<(), String> {
        let fifo = order == Order::Fifo;
        let acquires = |event| matches!(event, Acquire | TryAcquire(true));
        // After so many events.
        let holder = |count: usize| {
            let done = log[..count].iter().rev();
            let mut changes = done.filter(|&&(_, event)| acquires(event) || event == Release);
            changes
                .next()
                .filter(|&&(_, event)| event != Release)
                .map(|&(by, _)| by)
        };
        let line = |count: usize| {
            let mut arrivals: Vec<_> = (0..count).filter(|&at| log[at].1 == Arrive).collect();
            arrivals.retain(|&at| {
                let mut after = log[at..count].iter();
                !after.any(|&(by, event)| by == log[at].0 && event == Acquire)
            });
            arrivals.into_iter().map(|at| log[at].0).collect::<Vec<_>>()
        };
        let (held_by, waiting) = (holder(log.len()), line(log.len()));
        let in_use = held_by == Some(cpu) || waiting.contains(&cpu);
        if let (true, Some(holder)) = (acquires(event), held_by) {
            return Err(format!("CPU {holder} holds the lock"));
        }
        match event {
            Arrive if in_use => Err("it already holds the lock or waits".to_owned()),
            Acquire if !waiting.contains(&cpu) => Err("it has not arrived".to_owned()),
            Acquire if fifo && waiting[0] != cpu => {
                Err(format!("CPU {} arrived before it", waiting[0]))
            }
            TryAcquire(true) if fifo && !waiting.is_empty() => {
                Err(format!("CPU {} waits", waiting[0]))
            }
            TryAcquire(false) if !in_use => {
                let had = log
                    .iter()
                    .rposition(|&(by, event)| by == cpu && acquires(event));
                let seen_since = had.map_or(0, |at| at + 1);
                let another = (seen_since..=log.len()).any(|count| {
                    holder(count).is_some_and(|by| by != cpu)
                        || fifo && line(count).iter().any(|&by| by != cpu)
                });
                match another {
                    true => Ok(()),
                    false => Err("nobody else has used the lock since it last had it".to_owned()),
                }
            }
            Release if held_by != Some(cpu) => Err("it does not hold the lock".to_owned()),
            _ => Ok(()),
        }
    }

    /// Every log of so many CPUs and events at most, and what it is stuck with; how many
    /// there are that are not.
    fn judge(
        spec: &LockSpec,
        (cpus, length): (usize, usize),
        log: &mut Vec<(usize, LockEvent)>,
        state: &LockState,
    ) -> usize {
        assert_eq!(spec.invariant(state), Ok(()), "{log:?}");
        let mut logs = 1;
        if log.len() == length {
            return logs;
        }
        for cpu in 0..cpus {
            for event in [
                Arrive,
                Acquire,
                TryAcquire(true),
                TryAcquire(false),
                Release,
            ] {
                let mut after = state.clone();
                let stepped = spec.step(&mut after, cpu, &event).map_err(|stuck| stuck.0);
                let expected = as_the_table_says(spec.order, log, cpu, event);
                assert_eq!(stepped, expected, "CPU {cpu}: {event:?} after {log:?}");
                if expected.is_ok() {
                    log.push((cpu, event));
                    logs += judge(spec, (cpus, length), log, &after);
                    log.pop();
                }
            }
        }
        logs
    }

    #[test]
    fn every_short_log_is_judged_as_the_table_says() {
        for order in [Order::Fifo, Order::Unfair] {
            for size in [(2, 7), (3, 5)] {
                let spec = LockSpec { order };
                let logs = judge(&spec, size, &mut Vec::new(), &spec.initial());
                assert!(logs > 1_000, "{order:?}, {size:?}: {logs}");
            }
        }
    }

    #[test]
    fn a_holder_that_waits_is_seen() {
        let state = |holder, waiting: &[usize]| LockState {
            holder,
            waiting: waiting.iter().copied().collect(),
            ..LockState::default()
        };
        let judged = |order, state: &LockState| LockSpec { order }.invariant(state);
        for (holder, waiting) in [(None, &[0, 1][..]), (Some(2), &[0, 1]), (Some(2), &[])] {
            assert_eq!(judged(Order::Fifo, &state(holder, waiting)), Ok(()));
        }
        let both = state(Some(1), &[0, 1]);
        let why = Stuck::because("CPU 1 holds the lock and waits for it");
        assert_eq!(judged(Order::Fifo, &both), Err(why));
        // A handler may have it.
        assert_eq!(judged(Order::Unfair, &both), Ok(()));
    }

    #[test]
    fn what_is_behind_a_lock_is_its_holders() {
        let spec = LockSpec { order: Order::Fifo };
        let held = run(Order::Fifo, &[(1, Arrive), (0, Arrive), (1, Acquire)]).unwrap();
        assert!(spec.may_use(&held, 1) && !spec.may_use(&held, 0));
        assert!(!spec.may_use(&spec.initial(), 0));
    }
}
