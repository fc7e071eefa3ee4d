//! What a mutex promises, over every lock, on the host's threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;

use latchwork_atomic::{Backoff, Initial, model};
use latchwork_lock::author::{Doorway, Order};
use latchwork_lock::{McsLock, Mutex, RawLock, StealingLock, TicketLock, TtasLock, for_each_lock};
use model_cpu::ModelCpu;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

const CPUS: usize = 4;

/// Acquisitions of each CPU in a stress test.
const ROUNDS: usize = if cfg!(miri) { 5 } else { 1_000 };

/// Panics of each CPU in a stress test; to unwind takes long.
const PANICS: usize = if cfg!(miri) { 2 } else { 100 };

/// Runs `test` on one CPU of a model: some locks ask which CPU they are on.
fn on_one_cpu(test: impl Fn() + Send + Sync + 'static) {
    model::run(1, move |_cpu| test(), || ());
}

macro_rules! for_each {
    ([$test:ident] $($name:ident: $lock:ty),*) => { $($test::<$lock>();)* };
}

#[test]
fn mutual_exclusion() {
    fn test<R: RawLock + Initial + Send + Sync + 'static>() {
        let counter = Arc::new(Mutex::<usize, R>::new(0));
        let shared = Arc::clone(&counter);
        model::run(CPUS, move |cpu| count(cpu, &shared), || ());
        let counter = Arc::into_inner(counter).expect("the model has ended");
        assert_eq!(counter.into_inner(), CPUS * ROUNDS);
    }
    fn count<R: RawLock>(cpu: usize, counter: &Mutex<usize, R>) {
        for round in 0..ROUNDS {
            if (cpu + round).is_multiple_of(4) {
                while counter.try_lock().map(|mut count| *count += 1).is_none() {
                    model::yield_now();
                }
            } else {
                *counter.lock() += 1;
            }
            // A FIFO lock with more threads than cores waits for whoever is
            // descheduled; giving way keeps the queue short.
            model::yield_now();
        }
    }
    for_each_lock!(for_each[test], ModelCpu, CPUS);
}

#[test]
fn a_panic_inside_lets_in_whoever_waits() {
    fn test<R: RawLock + Initial + Send + Sync + 'static>() {
        let mutex = Arc::new(Mutex::<usize, R>::new(0));
        let shared = Arc::clone(&mutex);
        model::run(
            CPUS,
            move |_cpu| {
                for _ in 0..PANICS {
                    let panicked = catch_unwind(AssertUnwindSafe(|| {
                        *shared.lock() += 1;
                        let _held = shared.lock();
                        // As a panic, but without printing a message.
                        resume_unwind(Box::new(()));
                    }));
                    assert!(panicked.is_err());
                    model::yield_now();
                }
            },
            || (),
        );
        let mutex = Arc::into_inner(mutex).expect("the model has ended");
        assert_eq!(mutex.into_inner(), CPUS * PANICS);
    }
    for_each_lock!(for_each[test], ModelCpu, CPUS);
}

mod one_cpu {
    use super::*;

    #[test]
    fn try_lock_fails_while_locked_and_succeeds_after() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex = Mutex::<u32, R>::new(7);
                let guard = mutex.try_lock().expect("it is free");
                assert!(mutex.is_locked());
                assert!(mutex.try_lock().is_none());
                assert_eq!(*guard, 7);
                drop(guard);
                assert!(!mutex.is_locked());
                assert_eq!(*mutex.try_lock().expect("it is free again"), 7);
                assert_eq!(*mutex.try_lock_weak().expect("locks here try as hard"), 7);
                assert_eq!(*mutex.lock(), 7);
            });
        }
        for_each_lock!(for_each[test], ModelCpu, CPUS);
    }

    #[test]
    fn a_forgotten_guard_leaves_the_mutex_locked_and_usable_by_its_owner() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mut mutex = Mutex::<u32, R>::new(7);
                mem::forget(mutex.lock());
                assert!(mutex.try_lock().is_none());
                *mutex.get_mut() = 8;
                let moved = Box::new(mutex);
                assert!(moved.is_locked());
                assert_eq!(moved.into_inner(), 8);
            });
        }
        for_each_lock!(for_each[test], ModelCpu, CPUS);
    }

    #[test]
    fn default_debug_and_from() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex = Mutex::<u32, R>::default();
                assert_eq!(format!("{mutex:?}"), "Mutex { data: 0 }");
                let guard = mutex.lock();
                assert_eq!(format!("{mutex:?}"), "Mutex { data: <locked> }");
                assert_eq!(format!("{guard:?} {guard}"), "0 0");
                drop(guard);
                assert_eq!(Mutex::<u32, R>::from(3).into_inner(), 3);
            });
        }
        for_each_lock!(for_each[test], ModelCpu, CPUS);
    }

    #[test]
    fn unsized_values() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex: Box<Mutex<[u8], R>> = Box::new(Mutex::<[u8; 3], R>::new([1, 2, 3]));
                mutex.lock()[1] = 9;
                assert_eq!(*mutex.lock(), [1, 9, 3]);
            });
        }
        for_each_lock!(for_each[test], ModelCpu, CPUS);
    }

    #[test]
    fn locks_are_made_in_statics() {
        static TTAS: Mutex<u32, TtasLock> = Mutex::new(1);
        static TICKET: Mutex<u32> = Mutex::new(2);
        static BACKOFF: Mutex<u32, TicketLock<Backoff<16>>> = Mutex::new(3);
        static MCS: Mutex<u32, McsLock<ModelCpu, CPUS>> = Mutex::new(4);
        static STEALING: Mutex<u32, StealingLock<ModelCpu, CPUS>> = Mutex::new(5);
        on_one_cpu(|| {
            let sum = *TTAS.lock() + *TICKET.lock() + *BACKOFF.lock() + *MCS.lock();
            assert_eq!(sum + *STEALING.lock(), 15);
        });
    }

    #[test]
    fn arrivals_are_seen_at_the_doorway() {
        /// CPUs arrive one after the other, and then are served.
        fn test<R: Doorway>(lock: R) {
            assert_eq!(R::ORDER, Order::Fifo);
            for _ in 0..2 {
                let mut seen = vec![lock.doorway()];
                let places: Vec<_> = (0..CPUS)
                    .map(|cpu| {
                        // SAFETY: the place is waited with below, on that CPU.
                        let place = model::as_cpu(cpu, || unsafe { lock.arrive() });
                        assert!(!seen.contains(&lock.doorway()), "{seen:?}");
                        seen.push(lock.doorway());
                        place
                    })
                    .collect();
                for (cpu, place) in places.into_iter().enumerate() {
                    model::as_cpu(cpu, || {
                        // SAFETY: the place comes from this lock, on this CPU.
                        let token = unsafe { lock.wait(place) };
                        // SAFETY: the token comes from this lock, which protects nothing.
                        unsafe { lock.unlock(token) };
                    });
                }
            }
        }
        on_one_cpu(|| {
            test(TicketLock::<Backoff>::new());
            test(McsLock::<ModelCpu, CPUS>::new());
        });
    }

    #[test]
    fn guards_share_as_their_values_do() {
        fn is_sync<T: Sync>(_: &T) {}
        fn is_send<T: Send>(_: &T) {}
        on_one_cpu(|| {
            let ticket: Mutex<u32> = Mutex::new(0);
            let guard = ticket.lock();
            is_sync(&guard);
            is_send(&guard);
            let mcs: Mutex<u32, McsLock<ModelCpu, 1>> = Mutex::new(0);
            let guard = mcs.lock();
            is_sync(&guard);
            let stealing: Mutex<u32, StealingLock<ModelCpu, 1>> = Mutex::new(0);
            let guard = stealing.lock();
            is_sync(&guard);
            is_send(&guard);
        });
    }

    #[test]
    fn a_panic_inside_releases_the_lock_and_leaves_the_value() {
        fn test<R: RawLock + Initial + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex = Mutex::<u32, R>::new(0);
                for round in 1..4 {
                    let panicked = catch_unwind(AssertUnwindSafe(|| {
                        let mut value = match round % 2 {
                            0 => mutex.try_lock().expect("it is free"),
                            _ => mutex.lock(),
                        };
                        *value = round;
                        // As a panic, but without printing its message.
                        resume_unwind(Box::new("in the middle"));
                    }));
                    let panicked = panicked.expect_err("it panics");
                    assert_eq!(panicked.downcast_ref(), Some(&"in the middle"));
                    // Nobody is told, and nothing is undone.
                    assert!(!mutex.is_locked());
                    assert_eq!(mutex.try_lock().as_deref(), Some(&round));
                }
                assert_eq!(mutex.into_inner(), 3);
            });
        }
        for_each_lock!(for_each[test], ModelCpu, CPUS);
    }
}
