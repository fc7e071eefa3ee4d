//! A lock in an environment.

use super::context::Deed;
use super::protocol::Protocol;
use crate::lock::off_specification;
use crate::module::{Calls, Event, Module, Program};
use crate::{Failure, Property, violated};
use latchwork_atomic::{Initial, UnsafeCell, initial};
use latchwork_layer::{Log, Violation};
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, LockRelyGuarantee, LockSpec};
use std::collections::BTreeMap;

/// A lock as a module that each CPU takes by its protocol, with a counter behind it.
pub(super) struct Guarded<R> {
    lock: R,
    count: UnsafeCell<usize>,
}

// SAFETY: the counter is touched by whoever holds the lock; a lock that lets two
// in is found out by the cell.
unsafe impl<R: Sync> Sync for Guarded<R> {}

/// What the environment has of a lock: the places of those that wait, and the tokens
/// of those that hold it, by CPU.
pub(super) struct Kept<R: RawLock> {
    places: BTreeMap<usize, R::Place>,
    tokens: BTreeMap<usize, R::Token>,
}

impl<R: RawLock> Default for Kept<R> {
    fn default() -> Self {
        Self {
            places: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }
}

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Guarded<R> {
    type Spec = LockSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        Self {
            lock: initial!(R),
            count: UnsafeCell::new(0),
        }
    }

    fn spec() -> LockSpec {
        LockSpec { order: R::ORDER }
    }

    fn log(&self) -> &Log<Event<Self>> {
        self.lock.log()
    }

    fn off_specification(violation: &Violation<LockSpec>) -> Failure {
        off_specification(violation)
    }
}

impl<R: RawLock> Guarded<R> {
    /// The current CPU has acquired, with `token`; releases, having counted.
    fn count_and_release(&self, token: R::Token) {
        // SAFETY: the lock is held.
        self.count.with_mut(|count| unsafe { *count += 1 });
        self.count.push();
        // SAFETY: the token comes from this lock, and the counter is left alone.
        unsafe { self.lock.unlock(token) };
    }

    /// The last event of `cpu` must be `expected`: the environment follows its
    /// context.
    fn appended(&self, cpu: usize, expected: LockEvent) {
        let last = self.lock.log().with(|log| {
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
}

impl<R: RawLock + Initial + Send + Sync + 'static> Protocol for Guarded<R> {
    type Conditions = LockRelyGuarantee;
    type Deed = Deed;
    type Kept = Kept<R>;

    fn appends(deed: Deed) -> Vec<Vec<LockEvent>> {
        match deed {
            Deed::Arrive => vec![vec![LockEvent::Arrive]],
            Deed::Acquire => vec![vec![LockEvent::Acquire]],
            Deed::Release => vec![vec![LockEvent::Release]],
            Deed::Try => vec![
                vec![LockEvent::TryAcquire(true), LockEvent::Release],
                vec![LockEvent::TryAcquire(false)],
            ],
        }
    }

    fn play(&self, cpu: usize, deed: Deed, kept: &mut Kept<R>) {
        match deed {
            Deed::Arrive => {
                // SAFETY: a context in which a CPU arrives has it acquire: it waits
                // below, in the name of the CPU that arrived.
                let place = unsafe { self.lock.arrive() };
                kept.places.insert(cpu, place);
                self.appended(cpu, LockEvent::Arrive);
            }
            Deed::Acquire => {
                let place = kept.places.remove(&cpu).expect("it has arrived");
                // SAFETY: the place comes from this lock, and this CPU's arrival.
                let token = unsafe { self.lock.wait(place) };
                self.count.pull();
                self.appended(cpu, LockEvent::Acquire);
                kept.tokens.insert(cpu, token);
            }
            Deed::Try => match self.lock.try_lock() {
                Some(token) => {
                    self.count.pull();
                    self.appended(cpu, LockEvent::TryAcquire(true));
                    self.count_and_release(token);
                }
                None => self.appended(cpu, LockEvent::TryAcquire(false)),
            },
            Deed::Release => {
                let token = kept.tokens.remove(&cpu).expect("it has acquired");
                self.count_and_release(token);
                self.appended(cpu, LockEvent::Release);
            }
        }
    }
}

/// One of `cpus` CPUs acquires `rounds` times; if it `tries`, by `try_lock` first.
pub(super) fn in_question<R>(cpus: usize, rounds: usize, tries: bool) -> Program<Guarded<R>>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    Program {
        name: if tries { "try_lock" } else { "lock" },
        cpus,
        operations: rounds,
        operation: if tries { try_once } else { lock_once },
    }
}

fn lock_once<R: RawLock>(
    guarded: &Guarded<R>,
    _cpu: usize,
    _round: usize,
    calls: &Calls<LockEvent>,
) {
    let token = calls.lock(R::ORDER, || guarded.lock.lock());
    guarded.count.pull();
    calls.unlock();
    guarded.count_and_release(token);
}

fn try_once<R: RawLock>(guarded: &Guarded<R>, cpu: usize, round: usize, calls: &Calls<LockEvent>) {
    match calls.try_lock(|| guarded.lock.try_lock()) {
        Some(token) => {
            guarded.count.pull();
            calls.unlock();
            guarded.count_and_release(token);
        }
        None => lock_once(guarded, cpu, round, calls),
    }
}
