//! Guards that are forgotten or moved, and locks that are moved or dropped while
//! they are held.

use super::describe::{Threads, describe};
use super::stress::{At, Stress};
use super::values::Values;
use crate::report::Mode;
use crate::{Check, Found, Property, Run, violated};
use latchwork_atomic::{Initial, initial};
use latchwork_lock::{Mutex, RawLock};
use std::mem;
use std::sync::{Arc, Barrier};

/// What safe code may do with a lock that is held, it may do.
pub(super) fn check<R>(name: &str) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let threads = Threads::Cores;
    let description = describe(name, "guard", "exclusion, progress", threads);
    Check::new(description, move |run: &Run| {
        forgotten::<R>(run, threads.count());
        Stress::run(run, 1, || true, |stress, cpu| moved::<R>(stress, cpu));
        Ok(Found {
            mode: Mode::Random,
            detail: "a guard forgotten, its thread ended, its lock dropped; a guard moved; a lock moved while held".to_owned(),
        })
    })
}

/// The last CPU forgets its guard and ends: the lock stays locked.
fn forgotten<R>(run: &Run, cpus: usize)
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let mutex = Arc::new(Mutex::<Values, R>::new(Values::new()));
    let (shared, together) = (Arc::clone(&mutex), Barrier::new(cpus));
    Stress::run(
        run,
        cpus,
        || true,
        move |stress, cpu| {
            if cpu == cpus - 1 {
                let guard = stress.cpu(cpu).does(At::Lock, || shared.lock());
                stress.cpu(cpu).acquired();
                guard.visit(cpu);
                mem::forget(guard);
            }
            together.wait();
            let what = format!("CPU {} has forgotten its guard", cpus - 1);
            stays_locked(stress, cpu, &shared, &what);
        },
    );
    let after = Arc::clone(&mutex);
    Stress::run(
        run,
        1,
        || true,
        move |stress, cpu| {
            let what = "a thread has forgotten its guard and ended";
            stays_locked(stress, cpu, &after, what);
        },
    );
    // Dropped while it is locked.
    drop(mutex);
}

fn stays_locked<R: RawLock>(stress: &Stress, cpu: usize, mutex: &Mutex<Values, R>, what: &str) {
    if stress
        .cpu(cpu)
        .does(At::TryLock, || mutex.try_lock())
        .is_some()
    {
        violated(
            Property::Exclusion,
            format!("{what}, and CPU {cpu} got the lock by try_lock"),
        );
    }
}

/// One CPU moves its guard, then a lock that it holds.
fn moved<R: RawLock + Initial>(stress: &Stress, cpu: usize) {
    let known = stress.cpu(cpu);
    let mutex = Mutex::<Values, R>::new(Values::new());
    let guard = Box::new(known.does(At::Lock, || mutex.lock()));
    known.acquired();
    guard.visit(cpu);
    known.does(At::Unlock, || drop(guard));

    let lock = initial!(R);
    let token = known.does(At::Lock, || lock.lock());
    known.acquired();
    // To the heap: another address.
    let lock = Box::new(lock);
    if known.does(At::TryLock, || lock.try_lock()).is_some() {
        violated(
            Property::Exclusion,
            format!("CPU {cpu} held a lock and moved it, and got it again by try_lock"),
        );
    }
    // SAFETY: the token comes from this lock, which protects nothing.
    known.does(At::Unlock, || unsafe { lock.unlock(token) });
    let lock = *lock;
    let Some(token) = known.does(At::TryLock, || lock.try_lock()) else {
        violated(
            Property::Refinement,
            format!("CPU {cpu} released a lock that it had moved, and try_lock failed"),
        )
    };
    known.acquired();
    // SAFETY: the token comes from this lock, which protects nothing.
    known.does(At::Unlock, || unsafe { lock.unlock(token) });
}
