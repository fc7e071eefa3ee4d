//! Rely and guarantee: what each CPU may count on, and what it does in return.

use crate::Stuck;
use core::fmt::{self, Debug, Display, Formatter};

/// The conduct of the CPUs that share an object.
///
/// Each CPU guarantees something of its own events, and relies on something of
/// everybody else's. Each can then be checked alone, against all that the others
/// may do; that the parts make a whole is the parallel composition rule, which
/// [`compose`] checks: if all keep their guarantees, everybody's rely holds.
pub trait Conduct {
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
    /// Whose rely.
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

/// Checks the parallel composition rule on every log of `cpus` CPUs with at most
/// `length` events, and says how many logs there are in which all keep their
/// guarantees.
///
/// # Errors
///
/// The first log on which the rule fails.
pub fn compose<C: Conduct>(
    conduct: &C,
    cpus: usize,
    length: usize,
) -> Result<u64, Box<Unreliable<C::Event>>> {
    let mut log = Vec::new();
    extend(conduct, &conduct.events(), cpus, length, &mut log)
}

fn extend<C: Conduct>(
    conduct: &C,
    events: &[C::Event],
    cpus: usize,
    length: usize,
    log: &mut Vec<(usize, C::Event)>,
) -> Result<u64, Box<Unreliable<C::Event>>> {
    for cpu in 0..cpus {
        if let Err(Stuck(reason)) = conduct.rely(cpu, log) {
            return Err(Box::new(Unreliable {
                log: log.clone(),
                cpu,
                reason,
            }));
        }
    }
    let mut logs = 1;
    if log.len() == length {
        return Ok(logs);
    }
    for cpu in 0..cpus {
        for event in events {
            log.push((cpu, event.clone()));
            if (0..cpus).all(|cpu| conduct.guarantee(cpu, log).is_ok()) {
                logs += extend(conduct, events, cpus, length, log)?;
            }
            log.pop();
        }
    }
    Ok(logs)
}
