//! A quota that CPUs share allows no more than its limit, and keeps every unit.

use core::hint::spin_loop;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicUsize, Initial};
use latchwork_lock::RawLock;
use latchwork_mem::Quota;

use super::{Locks, On, SelfTest, Verdict};
use crate::Machine;
use crate::together::together;
use crate::verdict::ensure;

/// The quota of `latchwork-mem` over every lock: CPUs never use more than its limit, and
/// what they give back and split off is all that there was.
#[derive(Debug)]
pub enum Quotas {}

impl SelfTest for Quotas {
    const NAME: &'static str = "quota";
    const LOCKS: Locks = Locks::Every;
}

impl<R: RawLock + Initial + Sync> On<R> for Quotas {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        quota::<Quota<R>>(machine, times)
    }
}

/// Units that CPUs share.
///
/// A test that lets a broken quota fail brings its own.
pub trait SharedQuota: Sync + Sized {
    /// A quota of so many units.
    fn new(limit: usize) -> Self;

    /// Charges units; whether so many were free.
    fn charge(&self, units: usize) -> bool;

    /// Gives units back; whether so many were charged.
    fn uncharge(&self, units: usize) -> bool;

    /// Splits units off, if so many are free.
    fn split(&self, units: usize) -> Option<Self>;
}

impl<R: RawLock + Initial + Sync> SharedQuota for Quota<R> {
    fn new(limit: usize) -> Self {
        Quota::new(limit)
    }

    fn charge(&self, units: usize) -> bool {
        Quota::charge(self, units).is_ok()
    }

    fn uncharge(&self, units: usize) -> bool {
        Quota::uncharge(self, units).is_ok()
    }

    fn split(&self, units: usize) -> Option<Self> {
        Quota::split(self, units).ok()
    }
}

/// Lets every CPU charge one quota `times` times, more than half of its limit each time,
/// and give back what it got; then every CPU splits as much off, which one can.
pub fn quota<Q: SharedQuota>(machine: &dyn Machine, times: u64) -> Verdict {
    let cpus = machine.cpus();
    let limit = cpus;
    let share = limit / 2 + 1;
    let quota = Q::new(limit);
    let used = AtomicUsize::new(0);
    let most = AtomicUsize::new(0);
    let kept = AtomicUsize::new(0);
    together(machine, cpus, &|_| {
        for _ in 0..times {
            // Relaxed, all: they are counts. What is counted as used is never more than
            // what is charged: it goes up after the charge, and down before it is given
            // back; and an addition reads the last number.
            if quota.charge(share) {
                most.fetch_max(used.fetch_add(share, Relaxed) + share, Relaxed);
                spin_loop();
                used.fetch_sub(share, Relaxed);
                if !quota.uncharge(share) {
                    kept.fetch_add(share, Relaxed);
                }
            }
        }
    });
    let most = most.into_inner();
    ensure!(
        most <= limit,
        "{cpus} CPUs used {most} units at a time, of a quota of {limit}"
    );
    let kept = kept.into_inner();
    ensure!(kept == 0, "{kept} units could not be given back");
    splits(machine, &quota, limit, share)
}

/// Lets every CPU split `share` units off a quota of `limit`, which has room for one such
/// share.
fn splits<Q: SharedQuota>(machine: &dyn Machine, quota: &Q, limit: usize, share: usize) -> Verdict {
    let children = AtomicUsize::new(0);
    let exact = AtomicUsize::new(0);
    together(machine, machine.cpus(), &|_| {
        if let Some(child) = quota.split(share) {
            // Relaxed: `together` makes them visible to whoever called it.
            children.fetch_add(1, Relaxed);
            let is_exact = child.charge(share) && !child.charge(1);
            exact.fetch_add(usize::from(is_exact), Relaxed);
        }
    });
    let (children, exact) = (children.into_inner(), exact.into_inner());
    ensure!(
        children == 1,
        "{children} times {share} units were split off a quota of {limit}"
    );
    ensure!(
        exact == 1,
        "the quota of the {share} units that were split off allowed fewer or more"
    );
    let left = limit - share;
    ensure!(
        quota.charge(left) && !quota.charge(1),
        "of {limit} units {share} were split off, and not {left} were left"
    );
    Ok(())
}
