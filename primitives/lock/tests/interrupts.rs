//! What may be called in an interrupt handler, while its CPU waits and while it holds, on the
//! host's threads and under Miri. A handler comes between two polls of a wait: there a
//! `Relax` calls it.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;

use latchwork_atomic::{Initial, initial, model};
use latchwork_lock::{McsLock, RawLock, Relax, StealingLock, TicketLock, TtasLock, for_each_lock};
use model_cpu::ModelCpu;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

type Handler = Box<dyn FnMut()>;

thread_local! {
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// Is interrupted at each failed poll.
struct Interrupted;

impl Relax for Interrupted {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        HANDLER.with(|handler| {
            // A handler that waits is not interrupted by itself.
            if let Ok(mut handler) = handler.try_borrow_mut()
                && let Some(handler) = &mut *handler
            {
                handler();
            }
        });
        model::yield_now();
    }
}

/// Takes the lock, does `inside`, and releases it.
fn once<R: RawLock>(lock: &R, inside: impl FnOnce()) {
    let token = lock.lock();
    inside();
    // SAFETY: the token comes from this lock, which protects nothing.
    unsafe { lock.unlock(token) };
}

/// Runs three CPUs that take the lock: CPU 0 holds it until the handler of CPU 1, which
/// waits behind it, has done what it does; CPU 2 waits as it happens. `handler` says whether
/// it has.
fn with_a_waiter_interrupted<R>(
    lock: R,
    handler: impl Fn(&R, &AtomicBool) + Clone + Send + Sync + 'static,
) where
    R: RawLock + Send + Sync + 'static,
{
    let lock = Arc::new(lock);
    let (held, done) = (AtomicBool::new(false), Arc::new(AtomicBool::new(false)));
    let (shared, seen) = (Arc::clone(&lock), Arc::clone(&done));
    let work = move |cpu| match cpu {
        0 => once(&*shared, || {
            // Release: pairs with the Acquire of CPU 1, which then arrives behind the holder.
            held.store(true, Release);
            // Acquire: pairs with the Release in the handler; the lock is released after all
            // that the handler did with it.
            while !done.load(Acquire) {
                model::yield_now();
            }
        }),
        1 => {
            // Acquire: pairs with the Release of CPU 0; without it CPU 1 might come first.
            while !held.load(Acquire) {
                model::yield_now();
            }
            let (handled, done) = (Arc::clone(&shared), Arc::clone(&done));
            let handler = handler.clone();
            HANDLER.set(Some(Box::new(move || handler(&handled, &done))));
            once(&*shared, || assert!(shared.try_lock().is_none()));
            HANDLER.set(None);
        }
        _ => once(&*shared, || ()),
    };
    model::run(3, work, || ());
    // Relaxed: the CPUs are joined.
    assert!(seen.load(Relaxed) && !lock.is_locked());
}

/// The locks of the crate, each of which is interrupted.
macro_rules! interrupted {
    ([$test:ident] $($name:ident: $lock:ty),*) => { $(interrupted!($name $test);)* };
    (TtasLock $test:ident) => { $test(TtasLock::<Interrupted>::new()) };
    (TicketLock $test:ident) => { $test(TicketLock::<Interrupted>::new()) };
    (McsLock $test:ident) => { $test(McsLock::<ModelCpu, 3, Interrupted>::new()) };
    (StealingLock $test:ident) => { $test(StealingLock::<ModelCpu, 3, Interrupted>::new()) };
}

/// Nobody gets in out of turn, and everybody is served.
#[test]
fn a_handler_may_try_while_its_cpu_waits() {
    fn test<R: RawLock + Send + Sync + 'static>(lock: R) {
        with_a_waiter_interrupted(lock, |lock, done| {
            let token = lock.try_lock();
            // Release: pairs with the Acquire of CPU 0, which holds the lock until then. What
            // is read is from this CPU's own earlier handler, if from any.
            if !done.swap(true, Release) || R::ORDER.has_queue() {
                // CPU 0 holds it, or this CPU is in the queue.
                assert!(token.is_none());
            }
            if let Some(token) = token {
                // SAFETY: the token comes from this lock, which protects nothing.
                unsafe { lock.unlock(token) };
            }
        });
    }
    for_each_lock!(interrupted[test], ModelCpu, 3);
}

/// `lock` in a handler of a CPU that waits, by a lock that has a node for each CPU: it is
/// refused, and the wait goes on.
fn a_handler_that_takes_the_lock_its_cpu_waits_for_is_told<R>(lock: R, expected: &'static str)
where
    R: RawLock + Send + Sync + 'static,
{
    with_a_waiter_interrupted(lock, move |lock, told| {
        // Once: to raise a panic takes long. Relaxed: this CPU alone writes it.
        if told.load(Relaxed) {
            return;
        }
        let taken = catch_unwind(AssertUnwindSafe(|| _ = lock.lock()));
        let message = taken.expect_err("it would wait for itself");
        assert_eq!(message.downcast_ref(), Some(&expected.to_owned()));
        // Release: pairs with the Acquire of CPU 0, which holds the lock until then.
        told.store(true, Release);
    });
}

#[test]
fn a_handler_that_takes_the_mcs_lock_its_cpu_waits_for_is_told() {
    a_handler_that_takes_the_lock_its_cpu_waits_for_is_told(
        McsLock::<ModelCpu, 3, Interrupted>::new(),
        "CPU 1 already holds this MCS lock or waits for it",
    );
}

#[test]
fn a_handler_that_takes_the_stealing_lock_its_cpu_waits_for_is_told() {
    a_handler_that_takes_the_lock_its_cpu_waits_for_is_told(
        StealingLock::<ModelCpu, 3, Interrupted>::new(),
        "CPU 1 already waits for this stealing lock",
    );
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn a_handler_may_try_and_release_on_a_cpu_that_does_not_wait() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            let work = |_cpu| {
                let lock = initial!(R);
                for _ in 0..3 {
                    let token = lock.try_lock().expect("nobody has it");
                    assert!(lock.is_locked() && lock.try_lock().is_none());
                    // SAFETY: the token comes from this lock, which protects nothing.
                    unsafe { lock.unlock(token) };
                    // Twice: the first failure must leave the lock as it is.
                    once(&lock, || {
                        assert!(lock.try_lock().is_none() && lock.try_lock().is_none());
                    });
                }
            };
            model::run(1, work, || ());
        }
        macro_rules! for_each {
        ([$test:ident] $($name:ident: $lock:ty),*) => { $($test::<$lock>();)* };
    }
        for_each_lock!(for_each[test], ModelCpu, 1);
    }
}
