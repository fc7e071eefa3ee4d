//! What the wrappers of a version of `lock_api` do over the locks here.

/// Whether a type is `Send`, decided while compiling: an inherent constant, which there is
/// with the trait only, goes before a trait's, which there is always.
macro_rules! is_send {
    ($type:ty) => {{
        #[allow(dead_code)]
        struct Probe<T>(core::marker::PhantomData<T>);
        #[allow(dead_code)]
        trait Otherwise {
            const IS: bool = false;
        }
        impl<T> Otherwise for Probe<T> {}
        #[allow(dead_code)]
        impl<T: Send> Probe<T> {
            const IS: bool = true;
        }
        <Probe<$type>>::IS
    }};
}
pub(crate) use is_send;

/// Functions that use `$api`'s wrappers over any lock.
macro_rules! over {
    ($api:ident) => {
        use crate::model_cpu::ModelCpu;
        use crate::over_lock_api::is_send;
        use $api::{
            ArcMutexGuard, GetThreadId, MappedMutexGuard, Mutex, MutexGuard, RawMutex,
            RawMutexFair, ReentrantMutex,
        };
        use latchwork_lock::{Clock, WithClock};
        use std::sync::LazyLock;
        use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
        use std::time::Instant;
        use latchwork_atomic::model;
        use latchwork_lock::{McsLock, StealingLock, TicketLock, TtasLock};
        use std::num::NonZero;
        use std::sync::Arc;

        const CPUS: usize = 4;

        /// Acquisitions of each CPU.
        const ROUNDS: usize = if cfg!(miri) { 5 } else { 1_000 };

        type Mcs = McsLock<ModelCpu, CPUS>;
        type Stealing = StealingLock<ModelCpu, CPUS>;

        /// CPUs by their numbers.
        struct Number;

        // SAFETY: each CPU of a model has a number of its own.
        unsafe impl GetThreadId for Number {
            const INIT: Self = Self;

            fn nonzero_thread_id(&self) -> NonZero<usize> {
                NonZero::new(model::current_cpu() + 1).expect("is more than 0")
            }
        }

        /// Runs `test` on one CPU of a model: some locks ask which CPU they are on.
        fn on_one_cpu(test: impl Fn() + Send + Sync + 'static) {
            model::run(1, move |_cpu| test(), || ());
        }

        /// CPUs count, each with guards of all kinds.
        fn count<R: RawMutex + Send + Sync + 'static>() {
            let counter = Arc::new(Mutex::<R, (u8, usize)>::new((0, 0)));
            let shared = Arc::clone(&counter);
            model::run(
                CPUS,
                move |cpu| {
                    for round in 0..ROUNDS {
                        match (cpu + round) % 3 {
                            0 => shared.lock().1 += 1,
                            1 => *MutexGuard::map(shared.lock(), |both| &mut both.1) += 1,
                            _ => shared.lock_arc().1 += 1,
                        }
                        model::yield_now();
                    }
                },
                || (),
            );
            let counter = Arc::into_inner(counter).expect("the model has ended");
            assert_eq!(counter.into_inner(), (0, CPUS * ROUNDS));
        }

        /// A guard of each kind holds the lock until it is dropped.
        fn guards<R: RawMutex + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex = Arc::new(Mutex::<R, [u32; 2]>::new([1, 2]));
                let is_free = || !mutex.is_locked() && mutex.try_lock().is_some();

                let mapped: MappedMutexGuard<'_, R, u32> =
                    MutexGuard::map(mutex.lock(), |both| &mut both[1]);
                assert!(!is_free() && *mapped == 2);
                drop(mapped);
                assert!(is_free());

                let refused = MutexGuard::try_map(mutex.lock(), |both| both.get_mut(2));
                let mut guard = refused.err().expect("there is no third");
                assert!(!is_free());
                MutexGuard::unlocked(&mut guard, || assert!(is_free()));
                assert!(!is_free());
                drop(guard);

                let kept: ArcMutexGuard<R, [u32; 2]> = mutex.lock_arc();
                assert!(!is_free() && mutex.try_lock_arc().is_none());
                assert_eq!(*kept, [1, 2]);
                drop(kept);
                assert!(is_free());

                let leaked = MutexGuard::leak(mutex.lock());
                leaked[0] = 3;
                assert!(!is_free());
            });
        }

        /// Whoever holds it enters again, and leaves as often.
        fn reentrant<R: RawMutex + Send + Sync + 'static>() {
            let count = ReentrantMutex::<R, Number, std::cell::Cell<usize>>::new(0.into());
            let count = Arc::new(count);
            let shared = Arc::clone(&count);
            model::run(
                CPUS,
                move |_cpu| {
                    for _ in 0..ROUNDS {
                        let outer = shared.lock();
                        let inner = shared.try_lock().expect("is its own");
                        inner.set(inner.get() + 1);
                        drop(inner);
                        outer.set(outer.get() + 1);
                        drop(outer);
                        model::yield_now();
                    }
                },
                || (),
            );
            let count = Arc::into_inner(count).expect("the model has ended");
            assert_eq!(count.into_inner().get(), 2 * CPUS * ROUNDS);
        }

        /// A fair release leaves it free, or with whoever waits.
        fn fair<R: RawMutexFair + Send + Sync + 'static>() {
            on_one_cpu(|| {
                let mutex = Mutex::<R, u32>::new(1);
                let mut guard = mutex.lock();
                MutexGuard::bump(&mut guard);
                assert!(mutex.is_locked() && *guard == 1);
                MutexGuard::unlock_fair(guard);
                assert!(!mutex.is_locked());
            });
        }

        #[test]
        fn guards_of_all_kinds_exclude() {
            count::<TtasLock>();
            count::<TicketLock>();
            count::<Mcs>();
            count::<Stealing>();
        }

        #[test]
        fn a_mutex_may_be_entered_again_where_it_is_reentrant() {
            reentrant::<TtasLock>();
            reentrant::<TicketLock>();
            reentrant::<Mcs>();
            reentrant::<Stealing>();
        }

        #[test]
        fn a_waiter_with_time_enough_is_let_in() {
            /// The host's clock.
            struct Seconds;

            impl Clock for Seconds {
                fn ticks() -> u64 {
                    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
                    START.elapsed().as_secs()
                }
            }

            let mutex = Mutex::<TtasLock<WithClock<Seconds>>, u32>::new(0);
            let held = mutex.lock();
            std::thread::scope(|scope| {
                let waiter = scope.spawn(|| {
                    mutex.try_lock_for(600).map(|mut it| *it += 1)
                });
                std::thread::yield_now();
                drop(held);
                assert_eq!(waiter.join().ok(), Some(Some(())));
            });
            assert_eq!(mutex.into_inner(), 1);
        }

        #[test]
        fn mutexes_are_made_in_statics() {
            static TTAS: Mutex<TtasLock, u32> = Mutex::new(1);
            static TICKET: Mutex<TicketLock, u32> = Mutex::new(2);
            static MCS: Mutex<Mcs, u32> = Mutex::new(3);
            static STEALING: Mutex<Stealing, u32> = Mutex::new(4);
            on_one_cpu(|| {
                let others = *TTAS.lock() + *TICKET.lock();
                assert_eq!(others + *MCS.lock() + *STEALING.lock(), 10);
            });
        }

        mod one_cpu {
            use super::*;

            #[test]
            fn a_guard_of_each_kind_holds_the_lock() {
                guards::<TtasLock>();
                guards::<TicketLock>();
                guards::<Mcs>();
                guards::<Stealing>();
            }

            #[test]
            fn fifo_locks_release_fairly() {
                fair::<TicketLock>();
                fair::<Mcs>();
            }

            /// It shows how often it was asked.
            struct Asked;

            static ASKED: AtomicU64 = AtomicU64::new(0);

            impl Clock for Asked {
                fn ticks() -> u64 {
                    // Relaxed: one thread.
                    ASKED.fetch_add(1, Relaxed)
                }
            }

            #[test]
            fn a_waiter_gives_up_when_its_time_is_over_and_not_before() {
                // Relaxed, here and below: one thread.
                let now = || ASKED.load(Relaxed);
                let mutex = Mutex::<TtasLock<WithClock<Asked>>, u32>::new(7);
                assert_eq!(mutex.try_lock_until(0).as_deref(), Some(&7));
                assert_eq!(now(), 0, "it was free");
                let held = mutex.lock();
                assert!(mutex.try_lock_until(5).is_none());
                assert_eq!(now(), 7, "it showed 5 to the last poll, 6 to the last attempt");
                assert!(mutex.try_lock_until(0).is_none());
                assert_eq!(now(), 8, "it asks once");
                assert!(mutex.try_lock_for(3).is_none());
                assert_eq!(now(), 13, "it showed 8 first, and 11 to the last poll");
                drop(held);
                assert_eq!(mutex.try_lock_for(u64::MAX).as_deref(), Some(&7));
            }

            #[test]
            fn a_guard_goes_to_another_cpu_unless_it_is_of_an_mcs_lock() {
                const { assert!(is_send!(MutexGuard<'static, TtasLock, u32>)) };
                const { assert!(is_send!(MutexGuard<'static, TicketLock, u32>)) };
                const { assert!(is_send!(MutexGuard<'static, Stealing, u32>)) };
                const { assert!(is_send!(ArcMutexGuard<TicketLock, u32>)) };
                const { assert!(is_send!(MappedMutexGuard<'static, TicketLock, u32>)) };
                const { assert!(!is_send!(MutexGuard<'static, Mcs, u32>)) };
                const { assert!(!is_send!(ArcMutexGuard<Mcs, u32>)) };
                const { assert!(!is_send!(MappedMutexGuard<'static, Mcs, u32>)) };
                // The mutex itself does, whatever its lock.
                const { assert!(is_send!(Mutex<Mcs, u32>)) };
            }
        }
    };
}
pub(crate) use over;
