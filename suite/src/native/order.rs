//! A FIFO lock serves in order of arrival.

use super::describe::{Threads, cores, describe};
use super::stress::{At, Stress, time};
use crate::report::Mode;
use crate::{Check, Found, Property, Run, violated};
use latchwork_atomic::{Initial, initial};
use latchwork_lock::RawLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Barrier};

/// The threads arrive one by one, each round in another order; then all wait,
/// and are served in the order of arrival. Meanwhile `try_lock` passes nobody.
pub(super) fn check<R>(name: &str) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let threads = Threads::Oversubscribed;
    let description = describe(name, "order", "refinement, progress", threads);
    Check::new(description, move |run: &Run| {
        let cpus = threads.count();
        let (lock, line, together) = (initial!(R), Line::new(), Barrier::new(cpus));
        let rounds = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&rounds);
        // At least one round, which the threads see to.
        let enough = || true;
        Stress::run(run, cpus, enough, move |stress, cpu| {
            let mut round = 0;
            while line.another(stress, cpu, &together) {
                line_up(stress, cpu, &order(cpus, round), &lock, &line, &together);
                round += 1;
            }
            // Relaxed: read when the threads have been joined.
            counted.store(round, Relaxed);
        });
        let (time, cores, rounds) = (time(run), cores(), rounds.load(Relaxed));
        Ok(Found {
            mode: Mode::Random,
            detail: format!("at least {time:?}, {cpus} threads on {cores} cores, {rounds} rounds"),
        })
    })
}

/// How far the line has been served. The barrier orders all that is not behind
/// the lock, and what is behind the lock is one thread's at a time. (So all are
/// Relaxed.)
#[derive(Debug)]
struct Line {
    served: AtomicUsize,
    go_on: AtomicBool,
}

impl Line {
    fn new() -> Self {
        Self {
            served: AtomicUsize::new(0),
            go_on: AtomicBool::new(false),
        }
    }

    /// Whether there is another round: all threads must think the same.
    fn another(&self, stress: &Stress, cpu: usize, together: &Barrier) -> bool {
        together.wait();
        if cpu == 0 {
            // At least one.
            let first = stress.acquisitions() == 0;
            self.go_on.store(first || stress.goes_on(), Relaxed);
            self.served.store(0, Relaxed);
        }
        together.wait();
        self.go_on.load(Relaxed)
    }
}

/// The CPUs in the order in which they arrive: up, down, and turned around.
fn order(cpus: usize, round: usize) -> Vec<usize> {
    let turned = (0..cpus).map(|cpu| (cpu + round / 2) % cpus);
    match round.is_multiple_of(2) {
        true => turned.collect(),
        false => turned.rev().collect(),
    }
}

/// One round.
fn line_up<R: RawLock>(
    stress: &Stress,
    cpu: usize,
    order: &[usize],
    lock: &R,
    line: &Line,
    together: &Barrier,
) {
    let known = stress.cpu(cpu);
    let mut place = None;
    for (ahead, &next) in order.iter().enumerate() {
        if next == cpu {
            // Nobody has the lock yet, but the first in line has a claim to it.
            if ahead > 0 && known.does(At::TryLock, || lock.try_lock()).is_some() {
                let first = order[0];
                violated(
                    Property::Refinement,
                    format!("CPU {first} had arrived, and CPU {cpu} got the lock by try_lock"),
                );
            }
            // SAFETY: this thread waits with the place below.
            place = Some(known.does(At::Arrive, || unsafe { lock.arrive() }));
        }
        together.wait();
    }
    let place = place.expect("every CPU is in the order");
    // SAFETY: the place has been got from this lock, by this thread.
    let token = known.does(At::Lock, || unsafe { lock.wait(place) });
    known.acquired();
    let served = line.served.load(Relaxed);
    if order.get(served) != Some(&cpu) {
        let first = order[served.min(order.len() - 1)];
        violated(
            Property::Refinement,
            format!(
                "CPU {cpu} was served at place {served}, where CPU {first} had arrived; the order of arrival was {order:?}"
            ),
        );
    }
    line.served.store(served + 1, Relaxed);
    // SAFETY: the token comes from this lock, and what it protects is not used
    // any more.
    known.does(At::Unlock, || unsafe { lock.unlock(token) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_differ_from_round_to_round() {
        assert_eq!(order(3, 0), [0, 1, 2]);
        assert_eq!(order(3, 1), [2, 1, 0]);
        assert_eq!(order(3, 2), [1, 2, 0]);
        assert_eq!(order(3, 3), [0, 2, 1]);
    }
}
