//! Steps that run beside each other, where neither needs what the other has.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

/// What a step needs while it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Whether it keeps every core busy for most of its time; otherwise about one. One
    /// other step runs beside it, and fills the gaps that it leaves: while it builds one
    /// package after the other, or waits for the longest of its checks.
    pub(crate) all_cores: bool,
    /// What it has to itself: directories that cargo builds in, the machine that boots.
    pub(crate) places: Vec<String>,
    /// The steps that must have ended, by their indices.
    pub(crate) after: Vec<usize>,
}

/// Calls `work` with the index of each of `claims`, on `cores` threads, and returns the
/// results in the order of the claims. A step begins as soon as it can; of several that
/// can, the first.
pub(crate) fn run<T: Send>(
    cores: usize,
    claims: &[Claim],
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let schedule = Schedule {
        cores,
        claims,
        state: Mutex::new(State {
            waiting: (0..claims.len()).collect(),
            running: Vec::new(),
        }),
        changed: Condvar::new(),
    };
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let worker = || {
            let mut results = Vec::new();
            while let Some(step) = schedule.next() {
                results.push((step.index, work(step.index)));
            }
            results
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| worker.join();
        let results: Result<Vec<Vec<_>>, _> = workers.into_iter().map(join).collect();
        match results {
            Ok(results) => results.into_iter().flatten().collect(),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[derive(Debug)]
struct Schedule<'a> {
    cores: usize,
    claims: &'a [Claim],
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    waiting: Vec<usize>,
    running: Vec<usize>,
}

/// A step that runs, until this is dropped: even if it panics, the others go on.
struct Running<'a> {
    index: usize,
    schedule: &'a Schedule<'a>,
}

impl Schedule<'_> {
    /// Waits until a step can begin; none if none is left.
    fn next(&self) -> Option<Running<'_>> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            if let Some(place) = state.first(self.cores, self.claims) {
                let index = state.waiting.remove(place);
                state.running.push(index);
                let schedule = self;
                return Some(Running { index, schedule });
            }
            assert!(
                !state.running.is_empty(),
                "the steps {:?} wait for each other",
                state.waiting
            );
            state = self.changed.wait(state).expect("no thread panics here");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics here")
    }
}

impl State {
    /// The place in `waiting` of the first step that can begin.
    fn first(&self, cores: usize, claims: &[Claim]) -> Option<usize> {
        let running = || self.running.iter().map(|&index| &claims[index]);
        let full = running().any(|claim| claim.all_cores);
        if self.running.len() == cores || (full && self.running.len() > 1) {
            return None;
        }
        let can_begin = |&index: &usize| {
            let claim = &claims[index];
            let ended = |it| !self.waiting.contains(it) && !self.running.contains(it);
            let free = |place| running().all(|other| !other.places.contains(place));
            (!claim.all_cores || (!full && self.running.len() <= 1))
                && claim.after.iter().all(ended)
                && claim.places.iter().all(free)
        };
        self.waiting.iter().position(can_begin)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut state = self.schedule.lock();
        state.running.retain(|&index| index != self.index);
        self.schedule.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;
    use std::time::Duration;

    fn claim(places: &[&str]) -> Claim {
        Claim {
            places: places.iter().map(|&place| place.into()).collect(),
            ..Claim::default()
        }
    }

    fn wide() -> Claim {
        Claim {
            all_cores: true,
            ..Claim::default()
        }
    }

    /// The steps that begin, given those that run and wait.
    fn begins(cores: usize, claims: &[Claim], running: &[usize], waiting: &[usize]) -> Vec<usize> {
        let (running, waiting) = (running.to_vec(), waiting.to_vec());
        let mut state = State { waiting, running };
        let mut begun = Vec::new();
        while let Some(place) = state.first(cores, claims) {
            let index = state.waiting.remove(place);
            state.running.push(index);
            begun.push(index);
        }
        begun
    }

    #[test]
    fn no_more_steps_run_than_there_are_cores() {
        let claims = [claim(&["a"]), claim(&["b"]), claim(&["c"])];
        assert_eq!(begins(1, &claims, &[], &[0, 1, 2]), [0]);
        assert_eq!(begins(2, &claims, &[], &[0, 1, 2]), [0, 1]);
        assert_eq!(begins(2, &claims, &[1], &[0, 2]), [0]);
        assert_eq!(begins(4, &claims, &[], &[0, 1, 2]), [0, 1, 2]);
    }

    #[test]
    fn a_place_is_for_one_step_at_a_time() {
        let claims = [claim(&["a", "b"]), claim(&["b", "c"]), claim(&["c"])];
        assert_eq!(begins(4, &claims, &[], &[0, 1, 2]), [0, 2]);
        assert_eq!(begins(4, &claims, &[1], &[0, 2]), [0; 0]);
    }

    #[test]
    fn beside_what_needs_every_core_one_other_runs() {
        let claims = [claim(&[]), wide(), claim(&[]), wide()];
        assert_eq!(begins(4, &claims, &[], &[0, 1, 2, 3]), [0, 1]);
        assert_eq!(begins(4, &claims, &[], &[1, 3, 2]), [1, 2]);
        assert_eq!(begins(4, &claims, &[0, 2], &[1]), [0; 0]);
        assert_eq!(begins(4, &claims, &[1], &[3]), [0; 0]);
        // One at a time is one at a time.
        assert_eq!(begins(1, &claims, &[], &[1, 2]), [1]);
    }

    #[test]
    fn a_step_waits_for_those_before_it() {
        let after = Claim {
            after: vec![0, 1],
            ..Claim::default()
        };
        let claims = [claim(&[]), claim(&[]), after];
        assert_eq!(begins(4, &claims, &[], &[1, 2]), [1]);
        assert_eq!(begins(4, &claims, &[0], &[2]), [0; 0]);
        assert_eq!(begins(4, &claims, &[], &[2]), [2]);
    }

    #[test]
    fn steps_run_beside_each_other_and_their_results_are_in_order() {
        let both = Barrier::new(2);
        let claims = [claim(&["a"]), claim(&["b"]), wide()];
        let results = run(2, &claims, |index| {
            if index < 2 {
                both.wait();
                // The second ends first.
                thread::sleep(Duration::from_millis(if index == 0 { 20 } else { 0 }));
            }
            index * 10
        });
        assert_eq!(results, [0, 10, 20]);
        assert_eq!(run(3, &[], |index| index), [0; 0]);
    }

    #[test]
    fn a_step_that_panics_does_not_hang_the_others() {
        let claims = [claim(&["a"]), claim(&["a"]), wide()];
        let ran = Mutex::new(Vec::new());
        let all = catch_unwind(AssertUnwindSafe(|| {
            run(2, &claims, |index| {
                assert!(index != 0, "a mistake in a step");
                ran.lock().expect("no thread panics here").push(index);
            })
        }));
        assert!(all.is_err());
        let mut ran = ran.into_inner().expect("no thread panics here");
        ran.sort_unstable();
        assert_eq!(ran, [1, 2]);
    }
}
