//! What the MCS lock says of CPUs: which it has places for, and which are told that they
//! are in the queue already. On the host's threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;

use latchwork_atomic::model;
#[cfg(not(miri))]
use latchwork_lock::author::Doorway;
use latchwork_lock::{McsLock, Mutex, RawLock};
use model_cpu::ModelCpu;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, Location, catch_unwind};
use std::sync::Once;

/// Runs `test` on one CPU of a model.
fn on_one_cpu(test: impl Fn() + Send + Sync + 'static) {
    model::run(1, move |_cpu| test(), || ());
}

thread_local! {
    /// Whether this thread is about to be told.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
    /// The line that the last panic of this thread named that was expected.
    static AT: Cell<Option<(String, u32)>> = const { Cell::new(None) };
}

/// What `attempt` panics with. It must name the line that called it, which is where its
/// closure stands: that of the call of this function. The panic is not printed, which would
/// take Miri most of the test's time.
#[track_caller]
fn told(attempt: impl FnOnce()) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if EXPECTED.get() {
                let at = panic.location().map(|at| (at.file().to_owned(), at.line()));
                AT.set(at);
            } else {
                before(panic);
            }
        }));
    });
    let here = Location::caller();
    EXPECTED.set(true);
    let panic = catch_unwind(AssertUnwindSafe(attempt));
    EXPECTED.set(false);
    let panic = panic.expect_err("it is told");
    assert_eq!(AT.take(), Some((here.file().to_owned(), here.line())));
    *panic.downcast::<String>().expect("a formatted message")
}

/// CPU `cpu` already has a place of this lock, and is told so when it asks for another.
fn is_told(lock: &McsLock<ModelCpu, 3>, cpu: usize) {
    let expected = format!("CPU {cpu} already holds this MCS lock or waits for it");
    // First without waiting, so that a lock that tells nobody does not hang the test.
    // SAFETY: no place is got.
    assert_eq!(told(|| _ = unsafe { lock.arrive() }), expected);
    assert_eq!(told(|| _ = lock.lock()), expected);
    // It may still try, in vain.
    assert!(lock.try_lock().is_none());
}

/// They contend, with numbers that a byte does not hold.
#[test]
fn many_cpus_take_turns() {
    static COUNT: Mutex<usize, McsLock<ModelCpu, 300>> = Mutex::new(0);
    model::run(
        3,
        |thread| {
            for round in 0..if cfg!(miri) { 3 } else { 200 } {
                let cpu = [254, 255, 299][thread] - round % 2 * 200;
                model::as_cpu(cpu, || *COUNT.lock() += 1);
                model::yield_now();
            }
        },
        || {
            let count = model::as_cpu(0, || *COUNT.try_lock().expect("it is free"));
            assert_eq!(count, if cfg!(miri) { 9 } else { 600 });
        },
    );
}

mod one_cpu {
    use super::*;

    #[test]
    fn a_cpu_that_takes_an_mcs_lock_twice_is_told() {
        on_one_cpu(|| {
            let lock = McsLock::<ModelCpu, 3>::new();
            let token = lock.lock();
            assert!(lock.try_lock().is_none());
            is_told(&lock, 0);
            // Another CPU waits behind it: its node is linked, and the tail is not its own.
            // SAFETY: the place is waited with below, on that CPU.
            let place = model::as_cpu(1, || unsafe { lock.arrive() });
            is_told(&lock, 0);
            // While it waits itself, at the end of the queue and in the middle.
            model::as_cpu(1, || is_told(&lock, 1));
            // SAFETY: the place is waited with below, on that CPU.
            let last = model::as_cpu(2, || unsafe { lock.arrive() });
            is_told(&lock, 0);
            model::as_cpu(1, || is_told(&lock, 1));
            model::as_cpu(2, || is_told(&lock, 2));
            // SAFETY: the token comes from this lock, which protects nothing.
            unsafe { lock.unlock(token) };
            for (cpu, place) in [(1, place), (2, last)] {
                model::as_cpu(cpu, || {
                    // SAFETY: the place comes from this lock, on this CPU.
                    let token = unsafe { lock.wait(place) };
                    // While it holds the lock that it has waited for.
                    is_told(&lock, cpu);
                    // SAFETY: the token comes from this lock, which protects nothing.
                    unsafe { lock.unlock(token) };
                });
            }
            // Nobody is in the queue: everybody may come again.
            for cpu in 0..3 {
                model::as_cpu(cpu, || {
                    let token = lock.try_lock().expect("the lock is free");
                    is_told(&lock, cpu);
                    // SAFETY: the token comes from this lock, which protects nothing.
                    unsafe { lock.unlock(token) };
                });
            }
        });
    }

    #[test]
    fn a_cpu_that_an_mcs_lock_has_no_place_for_is_told() {
        on_one_cpu(|| {
            let mutex = Mutex::<u8, McsLock<ModelCpu, 2>>::new(7);
            model::as_cpu(1, || assert_eq!(*mutex.lock(), 7));
            for cpu in [2, 3, usize::MAX] {
                let expected =
                    format!("CPU {cpu} uses an MCS lock made for 2 CPUs, numbered from 0");
                model::as_cpu(cpu, || {
                    assert_eq!(told(|| _ = mutex.lock()), expected);
                    assert_eq!(told(|| _ = mutex.try_lock()), expected);
                    assert_eq!(told(|| _ = mutex.raw().lock()), expected);
                    assert_eq!(told(|| _ = mutex.raw().try_lock()), expected);
                    // SAFETY: no place is got.
                    assert_eq!(told(|| _ = unsafe { mutex.raw().arrive() }), expected);
                    // Whoever only looks is told what there is to see.
                    assert!(!mutex.raw().has_place());
                    assert_eq!(
                        format!("{mutex:?}"),
                        "Mutex { data: <no place for this CPU> }"
                    );
                    assert_eq!(format!("{:?}", mutex.raw()), "McsLock { cpus: 2, tail: 0 }");
                });
            }
            assert!(mutex.raw().has_place() && !mutex.is_locked());
            assert_eq!(format!("{mutex:?}"), "Mutex { data: 7 }");
            let guard = mutex.lock();
            assert_eq!(format!("{mutex:?}"), "Mutex { data: <locked> }");
            drop(guard);
        });
    }

    /// More CPUs than a byte counts, and than two bytes do.
    #[cfg(not(miri))]
    const MANY: usize = 1 << 16 | 3;

    /// Each has a node of its own, and nobody else's name.
    #[test]
    #[cfg(not(miri))]
    fn cpus_are_told_apart_whatever_their_numbers() {
        static LOCK: McsLock<ModelCpu, MANY> = McsLock::new();
        on_one_cpu(|| {
            let cpus = [
                0,
                254,
                255,
                256,
                257,
                65_534,
                65_535,
                65_536,
                65_537,
                MANY - 1,
            ];
            for _ in 0..2 {
                let mut doorways = vec![LOCK.doorway()];
                let places = cpus.map(|cpu| {
                    // SAFETY: the place is waited with below, on that CPU.
                    let place = model::as_cpu(cpu, || unsafe { LOCK.arrive() });
                    assert_eq!(LOCK.doorway() as usize, cpu + 1);
                    doorways.push(LOCK.doorway());
                    place
                });
                for (cpu, place) in cpus.into_iter().zip(places) {
                    model::as_cpu(cpu, || {
                        // SAFETY: the place comes from this lock, on this CPU.
                        let token = unsafe { LOCK.wait(place) };
                        assert!(LOCK.is_locked() && LOCK.try_lock().is_none());
                        // SAFETY: the token comes from this lock, which protects nothing.
                        unsafe { LOCK.unlock(token) };
                    });
                }
                assert!(!LOCK.is_locked());
            }
            model::as_cpu(MANY, || {
                let expected =
                    format!("CPU {MANY} uses an MCS lock made for {MANY} CPUs, numbered from 0");
                assert_eq!(told(|| _ = LOCK.try_lock()), expected);
            });
        });
    }
}
