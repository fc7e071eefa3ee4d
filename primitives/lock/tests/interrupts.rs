//! What may be called in an interrupt handler, while its CPU waits and while it holds, on the
//! host's threads and under Miri. A handler comes between two polls of a wait: there a
//! `Relax` calls it.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_atomic::{Initial, initial, model};
use latchwork_lock::{
    CurrentCpu, McsLock, Order, RawLock, Relax, TicketLock, TtasLock, for_each_lock,
};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

struct ModelCpu;

// SAFETY: `model::run` gives each of its threads an index of its own, and each
// test has its own locks. A handler returns before what it interrupts goes on.
unsafe impl CurrentCpu for ModelCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}

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
        HANDLER.with_borrow_mut(|handler| {
            if let Some(handler) = handler {
                handler();
            }
        });
        model::yield_now();
    }
}

/// Does `work` on a CPU whose handler is this.
fn interrupted(handler: impl FnMut() + 'static, work: impl FnOnce()) {
    HANDLER.set(Some(Box::new(handler)));
    work();
    HANDLER.set(None);
}

/// A flag that nobody gives back.
fn flag() -> &'static AtomicBool {
    Box::leak(Box::default())
}

/// The locks of the crate, each of which is interrupted.
macro_rules! interrupted {
    ([$test:ident] $($name:ident: $lock:ty),*) => { $(interrupted!($name $test);)* };
    (TtasLock $test:ident) => { $test(Box::leak(Box::new(TtasLock::<Interrupted>::new()))) };
    (TicketLock $test:ident) => { $test(Box::leak(Box::new(TicketLock::<Interrupted>::new()))) };
    (McsLock $test:ident) => {
        $test(Box::leak(Box::new(McsLock::<ModelCpu, 3, Interrupted>::new())))
    };
}

/// A handler on CPU 1, which waits behind CPU 0, tries the lock; CPU 2 waits behind it, or
/// nobody. Nobody gets in out of turn, and everybody is served.
#[test]
fn a_handler_may_try_while_its_cpu_waits() {
    fn test<R: RawLock + Send + Sync>(lock: &'static R) {
        for cpus in [2, 3] {
            let (held, tried) = (flag(), flag());
            let work = move |cpu| match cpu {
                0 => {
                    let token = lock.lock();
                    held.store(true, SeqCst);
                    while !tried.load(SeqCst) {
                        model::yield_now();
                    }
                    // SAFETY: the token comes from this lock, which protects nothing.
                    unsafe { lock.unlock(token) };
                }
                1 => {
                    while !held.load(SeqCst) {
                        model::yield_now();
                    }
                    let handler = move || {
                        let token = lock.try_lock();
                        if !tried.swap(true, SeqCst) || R::ORDER == Order::Fifo {
                            // CPU 0 holds it, or this CPU is in the queue.
                            assert!(token.is_none());
                        }
                        if let Some(token) = token {
                            // SAFETY: the token comes from this lock, which protects
                            // nothing.
                            unsafe { lock.unlock(token) };
                        }
                    };
                    interrupted(handler, || {
                        let token = lock.lock();
                        assert!(lock.try_lock().is_none());
                        // SAFETY: the token comes from this lock, which protects nothing.
                        unsafe { lock.unlock(token) };
                    });
                }
                _ => {
                    let token = lock.lock();
                    // SAFETY: the token comes from this lock, which protects nothing.
                    unsafe { lock.unlock(token) };
                }
            };
            model::run(cpus, work, move || assert!(!lock.is_locked()));
            assert!(tried.load(SeqCst));
        }
    }
    for_each_lock!(interrupted[test], ModelCpu, 3);
}

#[test]
fn a_handler_may_try_and_release_on_a_cpu_that_holds_nothing() {
    fn test<R: RawLock + Initial + Send + Sync + 'static>() {
        let work = |_cpu| {
            let lock = initial!(R);
            for _ in 0..3 {
                let token = lock.try_lock().expect("nobody has it");
                assert!(lock.is_locked() && lock.try_lock().is_none());
                // SAFETY: the token comes from this lock, which protects nothing.
                unsafe { lock.unlock(token) };
                let token = lock.lock();
                // Twice: the first failure must leave the lock as it is.
                assert!(lock.try_lock().is_none() && lock.try_lock().is_none());
                // SAFETY: the token comes from this lock, which protects nothing.
                unsafe { lock.unlock(token) };
            }
        };
        model::run(1, work, || ());
    }
    macro_rules! for_each {
        ([$test:ident] $($name:ident: $lock:ty),*) => { $($test::<$lock>();)* };
    }
    for_each_lock!(for_each[test], ModelCpu, 1);
}

/// `lock` of an MCS lock in a handler of a CPU that waits: it is refused, and the wait goes
/// on.
#[test]
fn a_handler_that_takes_the_mcs_lock_its_cpu_waits_for_is_told() {
    let lock: &McsLock<ModelCpu, 3, Interrupted> = Box::leak(Box::default());
    let (held, told) = (flag(), flag());
    let work = move |cpu| match cpu {
        0 => {
            let token = lock.lock();
            held.store(true, SeqCst);
            while !told.load(SeqCst) {
                model::yield_now();
            }
            // SAFETY: the token comes from this lock, which protects nothing.
            unsafe { lock.unlock(token) };
        }
        1 => {
            while !held.load(SeqCst) {
                model::yield_now();
            }
            let handler = move || {
                // Once: to raise a panic takes long.
                if told.load(SeqCst) {
                    return;
                }
                let taken = catch_unwind(AssertUnwindSafe(|| _ = lock.lock()));
                let message = taken.expect_err("it would wait for itself");
                assert_eq!(
                    message.downcast_ref(),
                    Some(&"CPU 1 already holds this MCS lock or waits for it".to_owned())
                );
                told.store(true, SeqCst);
            };
            interrupted(handler, || {
                let token = lock.lock();
                // SAFETY: the token comes from this lock, which protects nothing.
                unsafe { lock.unlock(token) };
            });
        }
        _ => {
            let token = lock.lock();
            // SAFETY: the token comes from this lock, which protects nothing.
            unsafe { lock.unlock(token) };
        }
    };
    model::run(3, work, move || assert!(!lock.is_locked()));
}
