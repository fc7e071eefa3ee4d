//! How CPUs behave towards each other at a lock.

#![forbid(unsafe_code)]

use crate::event::{LockEvent, Order};
use crate::spec::LockSpec;
use latchwork_layer::{RelyGuarantee, Spec, Stuck};

/// The protocol at a lock.
///
/// **Guarantee** of a CPU: each of its events is one that [`LockSpec`] allows,
/// and once it has the lock, it releases it before others have appended more
/// than `hold` events.
///
/// **Rely** of a CPU: nobody else acquires while it holds the lock, or releases
/// what it holds; whoever else holds the lock releases it before others have
/// appended more than `hold` events; and if the lock is FIFO, nobody who
/// arrived after it acquires before it, so that each other CPU passes it at most
/// once.
///
/// `hold` counts events, not steps. While one CPU holds the lock, each other can
/// arrive once; what else it can append is only a `try_lock` that fails.
#[derive(Clone, Copy, Debug)]
pub struct LockRelyGuarantee {
    /// What each CPU guarantees of the order of service.
    pub order: Order,
    /// What each CPU relies on.
    pub relied: Order,
    /// Events by others before a holder has released, as guaranteed.
    pub hold: usize,
    /// Events by others before a holder has released, as relied on.
    pub relied_hold: usize,
}

impl LockRelyGuarantee {
    /// The protocol at a lock with this order of service.
    pub fn new(order: Order, hold: usize) -> Self {
        Self {
            order,
            relied: order,
            hold,
            relied_hold: hold,
        }
    }
}

/// How many events others have appended since `cpu` acquired; none if it does
/// not hold the lock.
fn held_for(cpu: usize, log: &[(usize, LockEvent)]) -> Option<usize> {
    let last = log
        .iter()
        .rposition(|(by, event)| *by == cpu && !matches!(event, LockEvent::TryAcquire(false)))?;
    match log[last].1 {
        LockEvent::Acquire | LockEvent::TryAcquire(true) => {
            Some(log[last..].iter().filter(|(by, _)| *by != cpu).count())
        }
        _ => None,
    }
}

impl RelyGuarantee for LockRelyGuarantee {
    type Event = LockEvent;

    fn events(&self) -> Vec<LockEvent> {
        vec![
            LockEvent::Arrive,
            LockEvent::Acquire,
            LockEvent::TryAcquire(true),
            LockEvent::TryAcquire(false),
            LockEvent::Release,
        ]
    }

    fn guarantee(&self, cpu: usize, log: &[(usize, LockEvent)]) -> Result<(), Stuck> {
        let spec = LockSpec { order: self.order };
        let mut state = spec.initial();
        for (index, (by, event)) in log.iter().enumerate() {
            if held_for(cpu, &log[..index]).is_some_and(|held| held > self.hold) {
                return Err(Stuck::because("it holds the lock for too long"));
            }
            match spec.step(&mut state, *by, event) {
                Ok(()) => {}
                Err(stuck) if *by == cpu => return Err(stuck),
                // Somebody else's fault; nothing is guaranteed from here on.
                Err(_) => return Ok(()),
            }
        }
        match held_for(cpu, log).is_some_and(|held| held > self.hold) {
            true => Err(Stuck::because("it holds the lock for too long")),
            false => Ok(()),
        }
    }

    fn rely(&self, cpu: usize, log: &[(usize, LockEvent)]) -> Result<(), Stuck> {
        let mut holds = false;
        let mut arrived: Option<usize> = None;
        for (index, &(by, event)) in log.iter().enumerate() {
            let acquires = matches!(event, LockEvent::Acquire | LockEvent::TryAcquire(true));
            if by == cpu {
                match event {
                    LockEvent::Arrive => arrived = Some(index),
                    LockEvent::Release => holds = false,
                    _ if acquires => (holds, arrived) = (true, None),
                    _ => {}
                }
                continue;
            }
            if holds && (acquires || event == LockEvent::Release) {
                return Err(Stuck::because(format!(
                    "CPU {by} goes through {event:?} while CPU {cpu} holds the lock"
                )));
            }
            if let (true, Order::Fifo, Some(arrived)) = (acquires, self.relied, arrived) {
                // Its own last arrival must lie before ours, with no
                // acquisition in between.
                let before = log[..arrived].iter().rfind(|(other, event)| {
                    *other == by && !matches!(event, LockEvent::TryAcquire(false))
                });
                let after = log[arrived..index].iter().any(|(other, event)| {
                    *other == by && !matches!(event, LockEvent::TryAcquire(false))
                });
                if after || !matches!(before, Some((_, LockEvent::Arrive))) {
                    return Err(Stuck::because(format!("CPU {by} acquires out of turn")));
                }
            }
        }
        let others = log.iter().map(|(by, _)| *by).filter(|by| *by != cpu);
        for other in others {
            if held_for(other, log).is_some_and(|held| held > self.relied_hold) {
                return Err(Stuck::because(format!("CPU {other} does not release")));
            }
        }
        Ok(())
    }
}

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use latchwork_layer::compose;

    #[test]
    fn guarantees_imply_relies() {
        for order in [Order::Fifo, Order::Unfair] {
            let composition = compose(&LockRelyGuarantee::new(order, 2), 3, 5).unwrap();
            assert!(composition.logs > 1_000, "{composition:?}");
            assert_eq!(composition.impossible, []);
        }
    }

    #[test]
    fn a_guarantee_without_an_order_is_too_weak_for_a_fifo_lock() {
        let protocol = LockRelyGuarantee {
            order: Order::Unfair,
            ..LockRelyGuarantee::new(Order::Fifo, 2)
        };
        let broken = compose(&protocol, 3, 5).unwrap_err();
        assert!(broken.reason.contains("out of turn"), "{broken}");
    }

    #[test]
    fn a_guarantee_to_release_some_time_is_too_weak() {
        let protocol = LockRelyGuarantee {
            hold: 9,
            ..LockRelyGuarantee::new(Order::Fifo, 1)
        };
        let broken = compose(&protocol, 3, 5).unwrap_err();
        assert!(broken.reason.contains("does not release"), "{broken}");
    }

    /// Whichever of the two has the greater number.
    #[test]
    fn nobody_relies_on_a_lock_that_is_taken_from_its_holder() {
        let protocol = LockRelyGuarantee::new(Order::Unfair, 2);
        for (holder, thief) in [(0, 1), (1, 0)] {
            let held = [(holder, LockEvent::Arrive), (holder, LockEvent::Acquire)];
            assert_eq!(protocol.rely(holder, &held), Ok(()));
            for theft in [
                LockEvent::Acquire,
                LockEvent::TryAcquire(true),
                LockEvent::Release,
            ] {
                let log = [&held[..], &[(thief, theft)]].concat();
                let broken = protocol.rely(holder, &log).unwrap_err();
                assert!(broken.0.contains("while CPU"), "{broken:?}, {log:?}");
            }
        }
    }

    #[test]
    fn a_cpu_guarantees_its_own_events_only() {
        let protocol = LockRelyGuarantee::new(Order::Fifo, 1);
        let log = [(1, LockEvent::Release)];
        assert!(protocol.guarantee(1, &log).is_err());
        assert_eq!(protocol.guarantee(0, &log), Ok(()));
        assert_eq!(protocol.guarantee(2, &log), Ok(()));
    }

    #[test]
    fn each_clause_of_the_rely_is_one() {
        use LockEvent::{Acquire, Arrive, Release, TryAcquire};
        let protocol = LockRelyGuarantee::new(Order::Fifo, 1);
        let broken = |log: &[(usize, LockEvent)]| protocol.rely(0, log).unwrap_err().0;
        let held = [(0, Arrive), (0, Acquire)];
        for (cpu, event) in [(1, Acquire), (1, TryAcquire(true)), (1, Release)] {
            let while_held = [&held[..], &[(cpu, event)]].concat();
            assert!(
                broken(&while_held).contains("while CPU 0 holds"),
                "{event:?}"
            );
        }
        let late = [(0, Arrive), (1, Arrive), (1, Acquire)];
        assert!(broken(&late).contains("out of turn"));
        let twice = [
            (1, Arrive),
            (0, Arrive),
            (1, Acquire),
            (1, Release),
            (1, Arrive),
            (1, Acquire),
        ];
        assert!(broken(&twice).contains("out of turn"));
        let slow = [(1, Arrive), (1, Acquire), (0, Arrive), (2, Arrive)];
        assert!(broken(&slow).contains("does not release"));
        let fair = [
            (1, Arrive),
            (0, Arrive),
            (1, Acquire),
            (2, Arrive),
            (1, Release),
            (0, Acquire),
        ];
        assert_eq!(protocol.rely(0, &fair), Ok(()));
    }

    /// CPU 0 holds the lock while others append so many events.
    fn held_while(events: usize) -> Vec<(usize, LockEvent)> {
        use LockEvent::{Acquire, Arrive, TryAcquire};
        let mut log = vec![(0, Arrive), (0, Acquire)];
        // It counts neither its own events nor those before it had the lock.
        log.push((0, TryAcquire(false)));
        log.extend((0..events).map(|_| (1, TryAcquire(false))));
        log
    }

    #[test]
    fn a_holder_has_as_many_events_as_it_is_said_to_have() {
        let protocol = LockRelyGuarantee {
            relied_hold: 3,
            ..LockRelyGuarantee::new(Order::Fifo, 2)
        };
        let released = |events| [held_while(events), vec![(0, LockEvent::Release)]].concat();
        let too_long = Err(Stuck::because("it holds the lock for too long"));
        assert_eq!(protocol.guarantee(0, &held_while(2)), Ok(()));
        assert_eq!(protocol.guarantee(0, &released(2)), Ok(()));
        assert_eq!(protocol.guarantee(0, &held_while(3)), too_long);
        // Once broken, it stays so.
        assert_eq!(protocol.guarantee(0, &released(3)), too_long);
        // The others rely on one event more, and have done nothing wrong themselves.
        let too_long = Err(Stuck::because("CPU 0 does not release"));
        assert_eq!(protocol.rely(1, &held_while(3)), Ok(()));
        assert_eq!(protocol.rely(1, &held_while(4)), too_long);
        assert_eq!(protocol.rely(1, &released(4)), Ok(()));
        assert_eq!(protocol.rely(0, &held_while(4)), Ok(()));
        assert_eq!(protocol.guarantee(1, &held_while(4)), Ok(()));
    }

    #[test]
    fn what_a_cpu_does_wrong_itself_breaks_its_guarantee_in_the_specifications_words() {
        use LockEvent::{Acquire, Arrive, Release, TryAcquire};
        let fifo = LockRelyGuarantee::new(Order::Fifo, 9);
        let unfair = LockRelyGuarantee::new(Order::Unfair, 9);
        let out_of_turn = [(1, Arrive), (0, Arrive), (0, Acquire)];
        let stuck = |why: &str| Err(Stuck::because(why));
        assert_eq!(
            fifo.guarantee(0, &out_of_turn),
            stuck("CPU 1 arrived before it")
        );
        assert_eq!(unfair.guarantee(0, &out_of_turn), Ok(()));
        assert_eq!(
            fifo.guarantee(0, &[(0, Acquire)]),
            stuck("it has not arrived")
        );
        // After somebody else's fault nothing is guaranteed.
        let theirs_first = [(1, Release), (0, Release)];
        assert_eq!(fifo.guarantee(0, &theirs_first), Ok(()));
        assert_eq!(
            fifo.guarantee(1, &theirs_first),
            stuck("it does not hold the lock")
        );
        // Whoever passes a waiter breaks what a FIFO lock's CPUs rely on, and no others do.
        let passed = [(0, Arrive), (1, TryAcquire(true))];
        assert_eq!(fifo.rely(0, &passed), stuck("CPU 1 acquires out of turn"));
        assert_eq!(unfair.rely(0, &passed), Ok(()));
        // Nobody is passed who has not arrived, or who has had the lock since.
        let served = [
            (0, Arrive),
            (0, Acquire),
            (0, Release),
            (1, TryAcquire(true)),
        ];
        assert_eq!(fifo.rely(0, &served), Ok(()));
        assert_eq!(fifo.rely(0, &[(1, TryAcquire(true))]), Ok(()));
        // A try that fails changes neither who holds the lock nor who has arrived.
        let tried = [
            (1, Arrive),
            (1, TryAcquire(false)),
            (0, Arrive),
            (1, TryAcquire(false)),
            (1, Acquire),
        ];
        assert_eq!(fifo.rely(0, &tried), Ok(()));
    }
}
