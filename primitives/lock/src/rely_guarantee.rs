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

    #[test]
    fn a_cpu_guarantees_its_own_events_only() {
        let protocol = LockRelyGuarantee::new(Order::Fifo, 1);
        let log = [(1, LockEvent::Release)];
        assert!(protocol.guarantee(1, &log).is_err());
        assert_eq!(protocol.guarantee(0, &log), Ok(()));
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
}
