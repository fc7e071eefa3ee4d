//! A lock whose curves are drawn.

use crate::LockFamily;
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

impl Debug for Contestant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Contestant").field(&self.name).finish()
    }
}
