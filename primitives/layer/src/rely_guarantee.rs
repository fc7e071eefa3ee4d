//! Rely and guarantee: what each CPU may count on, and what it does in return.

use crate::Stuck;
use core::fmt::{self, Debug, Display, Formatter};

/// The protocol of the CPUs that share an object.
///
/// Each CPU guarantees something of its own events, and relies on something of
/// everybody else's. Each can then be checked alone, against all that the others
/// may do; that the parts make a whole is the parallel composition rule, which
/// [`compose`] checks: if all keep their guarantees, everybody's rely holds.
pub trait RelyGuarantee {
    /// An event of the object's log.
    type Event: Clone + Debug;

    /// Every event that a CPU may append.
    fn events(&self) -> Vec<Self::Event>;

    /// Whether `cpu` has kept its guarantee in `log`. Once broken, it stays so.
    ///
    /// # Errors
    ///
    /// How it was broken.
    fn guarantee(&self, cpu: usize, log: &[(usize, Self::Event)]) -> Result<(), Stuck>;

    /// Whether the others have done in `log` what `cpu` relies on.
    ///
    /// # Errors
    ///
    /// What they have done instead.
    fn rely(&self, cpu: usize, log: &[(usize, Self::Event)]) -> Result<(), Stuck>;
}

/// A log in which all keep their guarantees, and somebody's rely does not hold.
#[derive(Clone, Debug)]
pub struct Unreliable<E> {
    /// The log.
    pub log: Vec<(usize, E)>,
    /// The CPU that cannot rely on the others.
    pub cpu: usize,
    /// Why.
    pub reason: String,
}

impl<E: Debug> Display for Unreliable<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "all keep their guarantees, but CPU {} cannot rely on the others: {}; the log: {:?}",
            self.cpu, self.reason, self.log
        )
    }
}

/// The logs on which the parallel composition rule holds.
#[derive(Clone, Debug)]
pub struct Composition<E> {
    /// How many there are in which all keep their guarantees.
    pub logs: u64,
    /// Events that are in none of them: what the guarantees rule out altogether.
    pub impossible: Vec<E>,
}

/// Checks the parallel composition rule on every log of `cpus` CPUs with at most
/// `length` events.
///
/// # Errors
///
/// The first log on which the rule fails.
pub fn compose<C: RelyGuarantee>(
    protocol: &C,
    cpus: usize,
    length: usize,
) -> Result<Composition<C::Event>, Box<Unreliable<C::Event>>> {
    let events = protocol.events();
    let mut seen = vec![false; events.len()];
    let logs = extend(protocol, &events, cpus, length, &mut Vec::new(), &mut seen)?;
    let impossible = events.into_iter().zip(seen).filter(|(_, seen)| !seen);
    Ok(Composition {
        logs,
        impossible: impossible.map(|(event, _)| event).collect(),
    })
}

fn extend<C: RelyGuarantee>(
    protocol: &C,
    events: &[C::Event],
    cpus: usize,
    length: usize,
    log: &mut Vec<(usize, C::Event)>,
    seen: &mut [bool],
) -> Result<u64, Box<Unreliable<C::Event>>> {
    for cpu in 0..cpus {
        if let Err(Stuck(reason)) = protocol.rely(cpu, log) {
            return Err(Box::new(Unreliable {
                log: log.clone(),
                cpu,
                reason,
            }));
        }
    }
    let mut logs = 1;
    // mutant (log.len() >= length): a log grows by one event at a time, so that none is longer.
    if log.len() == length {
        return Ok(logs);
    }
    for cpu in 0..cpus {
        for (index, event) in events.iter().enumerate() {
            log.push((cpu, event.clone()));
            if (0..cpus).all(|cpu| protocol.guarantee(cpu, log).is_ok()) {
                seen[index] = true;
                logs += extend(protocol, events, cpus, length, log, seen)?;
            }
            log.pop();
        }
    }
    Ok(logs)
}

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;

    /// CPUs below `good` guarantee that they do not break it; everybody relies on that.
    struct Unbroken {
        good: usize,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Event {
        Use,
        Look,
        Break,
    }

    impl RelyGuarantee for Unbroken {
        type Event = Event;

        fn events(&self) -> Vec<Event> {
            vec![Event::Use, Event::Look, Event::Break]
        }

        fn guarantee(&self, cpu: usize, log: &[(usize, Event)]) -> Result<(), Stuck> {
            match cpu < self.good && log.contains(&(cpu, Event::Break)) {
                true => Err(Stuck::because("it breaks it")),
                false => Ok(()),
            }
        }

        fn rely(&self, cpu: usize, log: &[(usize, Event)]) -> Result<(), Stuck> {
            let mut others = log.iter().filter(|(by, _)| *by != cpu);
            match others.find(|(_, event)| *event == Event::Break) {
                Some((by, _)) => Err(Stuck::because(format!("CPU {by} broke it"))),
                None => Ok(()),
            }
        }
    }

    #[test]
    fn every_log_in_which_all_keep_their_guarantees_is_looked_at() {
        let composition = compose(&Unbroken { good: 2 }, 2, 3).unwrap();
        // Two events of two CPUs, at most three times.
        assert_eq!(composition.logs, 1 + 4 + 16 + 64);
        assert_eq!(composition.impossible, [Event::Break]);
    }

    #[test]
    fn the_first_log_on_which_the_rule_fails_is_told() {
        let broken = compose(&Unbroken { good: 1 }, 2, 2).unwrap_err();
        assert_eq!(broken.log, [(0, Event::Use), (1, Event::Break)]);
        assert_eq!(broken.cpu, 0);
        assert!(broken.reason.contains("CPU 1 broke it"), "{broken}");
    }
}
