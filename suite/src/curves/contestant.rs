//! A lock whose curves are drawn.

use crate::LockFamily;
use crate::lock::ModelCpu;
use core::fmt::{self, Debug, Formatter};
use latchwork_atomic::initial;
use latchwork_coherence::contest::{Contended, Measured, Point, contest};
use latchwork_coherence::{Parameters, Stopped};
use latchwork_lock::RawLock;

/// A raw lock that contends.
struct Raw<R>(R);

impl<R: RawLock> Contended for Raw<R> {
    fn hold(&self, inside: impl FnOnce()) {
        let token = self.0.lock();
        inside();
        // SAFETY: the token comes from this lock.
        unsafe { self.0.unlock(token) };
    }
}

/// A lock that can contend.
#[derive(Clone)]
pub struct Contestant {
    /// Its name.
    pub name: String,
    contest: fn(&Parameters, &Point) -> Result<Measured, Stopped>,
}

impl Contestant {
    /// The lock `F`, made for 256 CPUs.
    pub fn new<F: LockFamily>(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            contest: |machine, point| contest(machine, point, || Raw(initial!(F::For<256>))),
        }
    }

    /// What `point` measures on `machine`.
    ///
    /// # Errors
    ///
    /// If the machine has not so many CPUs, or if the lock lets somebody wait for ever.
    pub fn measure(&self, machine: &Parameters, point: &Point) -> Result<Measured, Stopped> {
        (self.contest)(machine, point)
    }
}

/// `locks`, and beside them the locks of `latchwork-lock`, unless one of `locks` is called so.
pub fn beside_listed(mut locks: Vec<Contestant>) -> Vec<Contestant> {
    macro_rules! contestants {
        ([] $($name:ident: $lock:ty),*) => {
            [$(Contestant::new::<$lock>(stringify!($name))),*]
        };
    }
    for listed in latchwork_lock::for_each_lock!(contestants[], ModelCpu, 256) {
        if locks.iter().all(|it| it.name != listed.name) {
            locks.push(listed);
        }
    }
    locks
}

impl Debug for Contestant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Contestant").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_lock::TicketLock;

    #[test]
    fn a_lock_contends_beside_those_that_are_called_otherwise() {
        let names = |locks: &[&str]| {
            let locks = locks.iter().map(|name| Contestant::new::<TicketLock>(name));
            let all = beside_listed(locks.collect());
            let names = all.into_iter().map(|it| it.name);
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            names(&["Mine"]),
            "Mine TtasLock TicketLock McsLock StealingLock"
        );
        assert_eq!(
            names(&["TicketLock"]),
            "TicketLock TtasLock McsLock StealingLock"
        );
    }
}
