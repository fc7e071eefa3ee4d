//! The CPU in question, and the environment that plays all others.

use super::context::{Context, Deed};
use super::judge::Judge;
use crate::{Property, violated};
use latchwork_atomic::{UnsafeCell, model};
use latchwork_lock::LockEvent;
use latchwork_lock::RawLock;
use std::collections::BTreeMap;

/// A lock, and a counter that it protects.
pub(super) struct Shared<R> {
    pub(super) lock: R,
    count: UnsafeCell<usize>,
}

// SAFETY: the counter is touched by whoever holds the lock; a lock that lets two
// in is found out by the cell.
unsafe impl<R: Sync> Sync for Shared<R> {}

impl<R: RawLock> Shared<R> {
    pub(super) fn new(lock: R) -> Self {
        Self {
            lock,
            count: UnsafeCell::new(0),
        }
    }

    /// The current CPU has acquired, with `token`; releases, having counted.
    fn count_and_release(&self, token: R::Token) {
        // SAFETY: the lock is held.
        self.count.with_mut(|count| unsafe { *count += 1 });
        self.count.push();
        // SAFETY: the token comes from this lock, and the counter is left alone.
        unsafe { self.lock.unlock(token) };
    }
}

/// CPU 0, whose code is in question: acquires `rounds` times.
pub(super) fn in_question<R: RawLock>(
    shared: &Shared<R>,
    judge: &Judge,
    rounds: usize,
    tries: bool,
) {
    for _ in 0..rounds {
        let tried = tries
            .then(|| judge.try_lock(|| shared.lock.try_lock()))
            .flatten();
        let token = tried.unwrap_or_else(|| judge.lock(|| shared.lock.lock()));
        shared.count.pull();
        judge.unlock();
        shared.count_and_release(token);
    }
}

/// Everybody else: does what `context` says, in order.
pub(super) fn environment<R: RawLock>(shared: &Shared<R>, context: &Context) {
    let mut places = BTreeMap::new();
    let mut tokens = BTreeMap::new();
    for &(cpu, deed) in &context.0 {
        model::as_cpu(cpu, || match deed {
            Deed::Arrive => {
                // SAFETY: a context in which a CPU arrives has it acquire: it waits
                // below, in the name of the CPU that arrived.
                let place = unsafe { shared.lock.arrive() };
                places.insert(cpu, place);
                appended(shared, cpu, LockEvent::Arrive);
            }
            Deed::Acquire => {
                let place = places.remove(&cpu).expect("it has arrived");
                // SAFETY: the place comes from this lock, and this CPU's arrival.
                let token = unsafe { shared.lock.wait(place) };
                shared.count.pull();
                appended(shared, cpu, LockEvent::Acquire);
                tokens.insert(cpu, token);
            }
            Deed::Try => match shared.lock.try_lock() {
                Some(token) => {
                    shared.count.pull();
                    appended(shared, cpu, LockEvent::TryAcquire(true));
                    shared.count_and_release(token);
                }
                None => appended(shared, cpu, LockEvent::TryAcquire(false)),
            },
            Deed::Release => {
                let token = tokens.remove(&cpu).expect("it has acquired");
                shared.count_and_release(token);
                appended(shared, cpu, LockEvent::Release);
            }
        });
    }
}

/// The last event of `cpu` must be `expected`: the environment follows its
/// context.
fn appended<R: RawLock>(shared: &Shared<R>, cpu: usize, expected: LockEvent) {
    let log = shared.lock.log();
    let last = log.with(|log| {
        log.iter()
            .rfind(|entry| entry.cpu == cpu)
            .map(|it| it.event)
    });
    if last != Some(expected) {
        let last = last.map_or("nothing".to_owned(), |event| format!("{event:?}"));
        violated(
            Property::Refinement,
            format!("CPU {cpu} goes through {expected:?}, and its last event is {last}"),
        );
    }
}
