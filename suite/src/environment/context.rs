//! What the other CPUs at a lock will do.

use super::protocol;
use latchwork_lock::author::Order;
use std::collections::VecDeque;

/// What a CPU of the environment does next. Each is one call, and one event of
/// the lock's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// It arrives.
    Arrive,
    /// It waits, and acquires.
    Acquire,
    /// It tries, and if that succeeds, releases at once.
    Try,
    /// It releases.
    Release,
}

/// What all other CPUs do at a lock.
type Context = protocol::Context<Deed>;

/// The contexts that a CPU at a lock relies on being in, to a bound.
///
/// Whoever holds the lock releases it before the others have done `hold` more
/// deeds, and does not arrive again before; acquisitions come in the order of
/// arrival if the lock is FIFO. CPUs are numbered as they first appear, so that
/// contexts that differ only in names are one context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rely {
    /// All CPUs, the one whose code runs included.
    pub cpus: usize,
    /// Arrivals and tries of the environment, exactly.
    pub entries: usize,
    /// Deeds of others between an acquisition and its release, at most.
    pub hold: usize,
    /// The lock's order of service.
    pub order: Order,
}

impl Rely {
    /// All contexts within the bound.
    pub fn contexts(self) -> Vec<Context> {
        let mut found = Vec::new();
        self.extend(&mut World::default(), &mut Vec::new(), &mut found);
        found
    }

    fn extend(self, world: &mut World, deeds: &mut Vec<(usize, Deed)>, found: &mut Vec<Context>) {
        if world.entries == self.entries && world.waiting.is_empty() && world.holder.is_none() {
            found.push(protocol::Context(deeds.clone()));
            return;
        }
        for deed in world.possible(self) {
            let mut after = world.clone();
            after.apply(deed);
            deeds.push(deed);
            self.extend(&mut after, deeds, found);
            deeds.pop();
        }
    }
}

/// All others arrive, one after the other, and are served. There is one such
/// context, however many CPUs there are; where in the queue the CPU in question
/// comes to stand is for the checker to explore.
pub(super) fn crowd(cpus: usize) -> Context {
    let arrivals = (1..cpus).map(|cpu| (cpu, Deed::Arrive));
    let services = (1..cpus).flat_map(|cpu| [(cpu, Deed::Acquire), (cpu, Deed::Release)]);
    protocol::Context(arrivals.chain(services).collect())
}

/// Where the environment stands.
#[derive(Clone, Debug, Default)]
struct World {
    entries: usize,
    /// CPUs that have appeared; they are numbered from 1.
    appeared: usize,
    waiting: VecDeque<usize>,
    holder: Option<usize>,
    /// Deeds since the holder has acquired.
    held_for: usize,
}

impl World {
    fn possible(&self, rely: Rely) -> Vec<(usize, Deed)> {
        let mut deeds = Vec::new();
        if let Some(holder) = self.holder {
            deeds.push((holder, Deed::Release));
            if self.held_for == rely.hold {
                return deeds;
            }
        } else {
            let candidates = match rely.order {
                Order::Fifo => 1.min(self.waiting.len()),
                Order::Bounded(_) | Order::Unfair => self.waiting.len(),
            };
            deeds.extend(
                self.waiting
                    .iter()
                    .take(candidates)
                    .map(|&cpu| (cpu, Deed::Acquire)),
            );
        }
        if self.entries < rely.entries {
            let known = 1..=self.appeared;
            let idle = known.filter(|cpu| self.holder != Some(*cpu) && !self.waiting.contains(cpu));
            let fresh = (self.appeared + 1 < rely.cpus).then_some(self.appeared + 1);
            for cpu in idle.chain(fresh) {
                deeds.extend([(cpu, Deed::Arrive), (cpu, Deed::Try)]);
            }
        }
        deeds
    }

    fn apply(&mut self, (cpu, deed): (usize, Deed)) {
        self.held_for += 1;
        match deed {
            Deed::Arrive | Deed::Try => {
                self.entries += 1;
                self.appeared = self.appeared.max(cpu);
                if deed == Deed::Arrive {
                    self.waiting.push_back(cpu);
                }
            }
            Deed::Acquire => {
                self.waiting.retain(|&waiting| waiting != cpu);
                self.holder = Some(cpu);
                self.held_for = 0;
            }
            Deed::Release => self.holder = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_layer::RelyGuarantee;
    use latchwork_lock::author::{LockEvent, LockRelyGuarantee};
    use std::collections::HashSet;

    fn rely(cpus: usize, entries: usize) -> Rely {
        Rely {
            cpus,
            entries,
            hold: entries,
            order: Order::Fifo,
        }
    }

    #[test]
    fn their_number_does_not_grow_with_the_cpus() {
        for entries in 1..=3 {
            let few = rely(entries + 1, entries).contexts();
            assert_eq!(few, rely(64, entries).contexts());
            let distinct: HashSet<_> = few.iter().collect();
            assert_eq!(distinct.len(), few.len());
        }
        // With one other CPU there is less that it can do.
        assert!(rely(2, 3).contexts().len() < rely(3, 3).contexts().len());
    }

    #[test]
    fn a_holder_releases_in_time() {
        let all = rely(4, 3).contexts();
        let prompt = Rely {
            hold: 0,
            ..rely(4, 3)
        };
        for protocol::Context(deeds) in prompt.contexts() {
            assert!(all.contains(&protocol::Context(deeds.clone())));
            let acquired = deeds.iter().position(|(_, deed)| *deed == Deed::Acquire);
            if let Some(acquired) = acquired {
                assert_eq!(deeds[acquired + 1], (deeds[acquired].0, Deed::Release));
            }
        }
    }

    #[test]
    fn everybody_in_a_crowd_is_served() {
        assert_eq!(crowd(64).0.len(), 3 * 63);
    }

    /// The context as events, if CPU 0 does nothing.
    fn events(protocol::Context(deeds): &Context) -> Vec<(usize, LockEvent)> {
        let mut held = false;
        let mut events = Vec::new();
        for &(cpu, deed) in deeds {
            match deed {
                Deed::Arrive => events.push((cpu, LockEvent::Arrive)),
                Deed::Acquire => {
                    held = true;
                    events.push((cpu, LockEvent::Acquire));
                }
                Deed::Release => {
                    held = false;
                    events.push((cpu, LockEvent::Release));
                }
                // A FIFO lock's try fails while somebody waits, too; here it
                // does what it may.
                Deed::Try if held => events.push((cpu, LockEvent::TryAcquire(false))),
                Deed::Try => {}
            }
        }
        events
    }

    #[test]
    fn contexts_are_what_the_rely_allows() {
        let protocol = LockRelyGuarantee::new(Order::Fifo, 3);
        for context in rely(4, 3).contexts() {
            assert_eq!(protocol.rely(0, &events(&context)), Ok(()), "{context:?}");
        }
    }

    #[test]
    fn whatever_the_rely_allows_is_a_context() {
        let (cpus, entries) = (3, 3);
        let contexts: HashSet<Vec<(usize, LockEvent)>> = rely(cpus, entries)
            .contexts()
            .iter()
            .filter(|context| context.0.iter().all(|(_, deed)| *deed != Deed::Try))
            .map(events)
            .collect();
        let mut found = HashSet::new();
        extend(cpus, entries, &mut Vec::new(), &mut found);
        assert_eq!(found, contexts);
    }

    fn count(log: &[(usize, LockEvent)], kind: LockEvent) -> usize {
        log.iter().filter(|(_, event)| *event == kind).count()
    }

    /// All logs of CPUs 1 … in which each keeps its guarantee, and all have left.
    fn extend(
        cpus: usize,
        entries: usize,
        log: &mut Vec<(usize, LockEvent)>,
        found: &mut HashSet<Vec<(usize, LockEvent)>>,
    ) {
        let protocol = LockRelyGuarantee::new(Order::Fifo, usize::MAX);
        let arrivals = count(log, LockEvent::Arrive);
        if arrivals == entries && count(log, LockEvent::Release) == entries {
            found.insert(log.clone());
            return;
        }
        // Numbered as they first appear.
        let appeared = log.iter().map(|(cpu, _)| *cpu).max().unwrap_or(0);
        for cpu in 1..=(appeared + 1).min(cpus - 1) {
            for event in [LockEvent::Arrive, LockEvent::Acquire, LockEvent::Release] {
                if event == LockEvent::Arrive && arrivals == entries {
                    continue;
                }
                log.push((cpu, event));
                if (1..cpus).all(|cpu| protocol.guarantee(cpu, log).is_ok()) {
                    extend(cpus, entries, log, found);
                }
                log.pop();
            }
        }
    }
}
