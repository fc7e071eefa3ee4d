//! All threads acquire at once.

use super::describe::{Threads, cores, describe};
use super::stress::{At, Stress, time};
use super::values::Values;
use crate::report::Mode;
use crate::{Check, Found, Run};
use latchwork_atomic::Initial;
use latchwork_lock::{Mutex, RawLock};
use std::sync::{Arc, Barrier};

/// Every thread acquires by `lock`, for as long as there is time.
pub(super) fn check<R>(name: &str, threads: Threads) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let description = describe(name, "lock", "exclusion, progress", threads);
    Check::new(description, move |run: &Run| {
        let cpus = threads.count();
        let values = Arc::new(Values::new());
        let mutex = Mutex::<Arc<Values>, R>::new(Arc::clone(&values));
        let (together, seen) = (Barrier::new(cpus), Arc::clone(&values));
        let enough = move || seen.have_gone_round(cpus);
        let visits = Stress::run(run, cpus, enough, move |stress, cpu| {
            together.wait();
            // Everybody at least once.
            loop {
                acquire(stress, cpu, &mutex);
                if !stress.goes_on() {
                    break;
                }
            }
        });
        Ok(Found {
            mode: Mode::Random,
            detail: detail(run, cpus, values.hand_overs(cpus, visits)?),
        })
    })
}

/// `cpu` acquires once, by `lock`.
pub(super) fn acquire<R: RawLock>(stress: &Stress, cpu: usize, mutex: &Mutex<Arc<Values>, R>) {
    let known = stress.cpu(cpu);
    let guard = known.does(At::Lock, || mutex.lock());
    known.acquired();
    known.does(At::Inside, || guard.visit(cpu));
    known.does(At::Unlock, || drop(guard));
}

/// What a reader must know to weigh a stress.
pub(super) fn detail(run: &Run, cpus: usize, hand_overs: u64) -> String {
    let (time, cores) = (time(run), cores());
    format!("at least {time:?}, {cpus} threads on {cores} cores, {hand_overs} hand-overs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_lock::TicketLock;

    /// A control is several checks of one run, which counts the acquisitions of all.
    #[test]
    fn a_check_expects_its_own_acquisitions_and_not_those_before() {
        let run = Run::default();
        for _ in 0..2 {
            let check = check::<TicketLock>("TicketLock", Threads::Cores);
            (check.run)(&run).expect("the lock is right");
        }
    }
}
