//! `try_lock` succeeds when the lock is free, and fails when it is held.

use super::contention::{acquire, detail};
use super::describe::{Threads, describe};
use super::stress::{At, Stress};
use super::values::Values;
use crate::report::Mode;
use crate::{Check, Failure, Found, Property, Run, violated};
use latchwork_atomic::Initial;
use latchwork_lock::{Mutex, RawLock};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier};

/// Each thread tries a lock that is free, and one that another holds; then all
/// try, and where that fails call `lock`, for as long as there is time.
pub(super) fn check<R>(name: &str) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let threads = Threads::Cores;
    let property = "exclusion, refinement, progress";
    let description = describe(name, "try_lock", property, threads);
    Check::new(description, move |run: &Run| {
        let cpus = threads.count();
        let values = Arc::new(Values::new());
        let mutex = Mutex::<Arc<Values>, R>::new(Arc::clone(&values));
        let tries = Arc::new(Tries::default());
        let (together, counted) = (Barrier::new(cpus), Arc::clone(&tries));
        let seen = (Arc::clone(&values), Arc::clone(&tries));
        let enough = move || seen.0.have_gone_round(cpus) && seen.1.went_both_ways();
        let visits = Stress::run(run, cpus, enough, move |stress, cpu| {
            in_turn(stress, cpu, cpus, &mutex, &together);
            loop {
                let succeeded = visit(stress, cpu, &mutex);
                counted.count(succeeded);
                if !succeeded {
                    acquire(stress, cpu, &mutex);
                }
                if !stress.goes_on() {
                    break;
                }
            }
        });
        let hand_overs = values.hand_overs(cpus, visits)?;
        let (succeeded, failed) = tries.both_ways()?;
        let detail = detail(run, cpus, hand_overs);
        Ok(Found {
            mode: Mode::Random,
            detail: format!("{detail}; try_lock succeeded {succeeded} times and failed {failed}"),
        })
    })
}

/// How the tries of all threads at once ended. (Relaxed: the numbers are all that
/// is looked at.)
#[derive(Debug, Default)]
struct Tries {
    succeeded: AtomicU64,
    failed: AtomicU64,
}

impl Tries {
    fn count(&self, succeeded: bool) {
        let tries = match succeeded {
            true => &self.succeeded,
            false => &self.failed,
        };
        tries.fetch_add(1, Relaxed);
    }

    fn went_both_ways(&self) -> bool {
        self.succeeded.load(Relaxed) > 0 && self.failed.load(Relaxed) > 0
    }

    /// The two counts.
    ///
    /// # Errors
    ///
    /// If one is zero: the check shows nothing then.
    fn both_ways(&self) -> Result<(u64, u64), Failure> {
        let counts = (self.succeeded.load(Relaxed), self.failed.load(Relaxed));
        let missing = match counts {
            (0, _) => "succeeded",
            (_, 0) => "failed",
            _ => return Ok(counts),
        };
        Err(Failure::of(
            Property::Contention,
            format!(
                "with all threads at once try_lock never {missing}, so this check shows nothing"
            ),
        ))
    }
}

/// No two threads at the same time, so that each result is certain.
fn in_turn<R: RawLock>(
    stress: &Stress,
    cpu: usize,
    cpus: usize,
    mutex: &Mutex<Arc<Values>, R>,
    together: &Barrier,
) {
    for holder in 0..cpus {
        // Each CPU but the first finds a lock that another has released before.
        let guard = (cpu == holder).then(|| {
            let guard = stress.cpu(cpu).does(At::TryLock, || mutex.try_lock());
            let Some(guard) = guard else {
                violated(
                    Property::Refinement,
                    format!("CPU {cpu} tried a lock that everybody had released, and failed"),
                )
            };
            guard.visit(cpu);
            stress.cpu(cpu).acquired();
            guard
        });
        together.wait();
        for tried_by in 0..cpus {
            // Twice: the first failure must leave the lock as it is.
            for attempt in ["first", "second"] {
                if cpu == tried_by {
                    fails(stress, cpu, holder, mutex, attempt);
                }
            }
            together.wait();
        }
        stress.cpu(cpu).does(At::Unlock, || drop(guard));
        together.wait();
    }
}

/// `cpu` tries the lock that `holder` holds.
fn fails<R: RawLock>(
    stress: &Stress,
    cpu: usize,
    holder: usize,
    mutex: &Mutex<Arc<Values>, R>,
    attempt: &str,
) {
    let guard = stress.cpu(cpu).does(At::TryLock, || mutex.try_lock());
    if guard.is_some() {
        violated(
            Property::Exclusion,
            format!(
                "CPU {cpu} tried the lock that CPU {holder} held, and its {attempt} attempt succeeded"
            ),
        );
    }
    if !mutex.is_locked() {
        violated(
            Property::Refinement,
            format!("CPU {holder} held the lock, and is_locked said no to CPU {cpu}"),
        );
    }
}

/// Whether `cpu` gets the lock by `try_lock`; it is released again.
fn visit<R: RawLock>(stress: &Stress, cpu: usize, mutex: &Mutex<Arc<Values>, R>) -> bool {
    let known = stress.cpu(cpu);
    let Some(guard) = known.does(At::TryLock, || mutex.try_lock()) else {
        return false;
    };
    known.acquired();
    known.does(At::Inside, || guard.visit(cpu));
    known.does(At::Unlock, || drop(guard));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_that_end_one_way_only_show_nothing() {
        let both_ways = |succeeded: u64, failed: u64| {
            let tries = Tries {
                succeeded: succeeded.into(),
                failed: failed.into(),
            };
            tries.both_ways()
        };
        assert_eq!(both_ways(1, 2), Ok((1, 2)));
        assert!(both_ways(1, 0).is_err());
        assert!(both_ways(0, 1).is_err());
    }
}
