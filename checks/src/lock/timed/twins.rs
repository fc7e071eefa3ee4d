//! Known-bad ways to give up.

use super::hurried::{Asked, Hurry, Timed};
use latchwork_lock::{Clock, Policy, TimedLock};

/// It looks at the clock once more when it has got the lock, and gives up all the same: the
/// lock stays taken.
#[derive(Debug)]
pub(crate) struct Overdue;

impl Hurry for Overdue {
    fn wait<P: Policy>(lock: &Timed, policy: &P, deadline: u64) -> Option<()> {
        lock.try_lock_until_under(policy, deadline)?;
        // The mistake.
        (Asked::ticks() < deadline).then_some(())
    }
}

/// When its time is over it goes in.
#[derive(Debug)]
pub(crate) struct Impatient;

impl Hurry for Impatient {
    fn wait<P: Policy>(lock: &Timed, policy: &P, deadline: u64) -> Option<()> {
        let acquired = lock.try_lock_until_under(policy, deadline);
        // The mistake.
        acquired.or(Some(()))
    }
}

/// It enters the policy, and does not leave it when it gives up.
#[derive(Debug)]
pub(crate) struct StaysUnder;

impl Hurry for StaysUnder {
    fn wait<P: Policy>(lock: &Timed, policy: &P, deadline: u64) -> Option<()> {
        policy.enter();
        // The mistake.
        lock.try_lock_until(deadline)
    }
}
