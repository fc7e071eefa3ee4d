//! What a kernel gets: waits that poll, and a cell that is its value.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{
    AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Backoff, Initial,
    Invariant, Relax, SpinHint, UnsafeCell, WaitUntil, impl_initial, initial,
};
use std::cell::Cell;
use std::thread;

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
    static RELAXED: Cell<u32> = const { Cell::new(0) };
    static GONE: Cell<u32> = const { Cell::new(0) };
}

/// Counts what a wait does with it.
struct Counting;

impl Relax for Counting {
    fn new() -> Self {
        MADE.set(MADE.get() + 1);
        Self
    }

    fn relax(&mut self) {
        RELAXED.set(RELAXED.get() + 1);
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        GONE.set(GONE.get() + 1);
    }
}

/// Another thread sees each value that a wait returns, and what was written before it.
#[test]
fn every_atomic_can_be_waited_on() {
    macro_rules! each {
        ($($atomic:ident: $from:literal to $to:literal),* $(,)?) => {$(
            let atomic = $atomic::new($from);
            let before = AtomicU32::new(0);
            thread::scope(|scope| {
                scope.spawn(|| {
                    // Relaxed: the store below orders it.
                    before.store(1, Relaxed);
                    // Release: pairs with the Acquire wait below; without it the
                    // waiter might not see `before`.
                    atomic.store($to, Release);
                });
                // Acquire: pairs with the Release store above.
                let value = atomic.wait_until::<SpinHint>(Acquire, |value| value != $from);
                assert_eq!(value, $to);
                assert_eq!(before.load(Relaxed), 1);
            });
        )*};
    }
    each! {
        AtomicBool: false to true,
        AtomicU8: 1 to 2,
        AtomicU16: 1 to 2,
        AtomicU32: 1 to 2,
        AtomicU64: 1 to 2,
        AtomicUsize: 1 to 2,
    }
}

#[test]
fn a_back_off_lets_a_wait_end() {
    let set = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::yield_now();
            // Relaxed: nothing is read on the strength of it.
            set.store(true, Relaxed);
        });
        assert!(set.wait_until::<Backoff<8>>(Relaxed, |set| set));
    });
}

/// Holds whatever it is asked to.
struct Broken;

impl Invariant for Broken {
    fn invariant(&self) -> Result<(), &'static str> {
        Err("it never holds")
    }
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn a_wait_relaxes_between_polls_and_at_no_other_time() {
        let atomic = AtomicU32::new(7);
        for fails in [0, 1, 5] {
            let counts = || (MADE.get(), RELAXED.get(), GONE.get());
            let (made, relaxed, gone) = counts();
            let mut polls = 0;
            // Relaxed: one thread.
            let value = atomic.wait_until::<Counting>(Relaxed, |value| {
                assert_eq!((value, GONE.get()), (7, gone));
                assert_eq!(RELAXED.get(), relaxed + polls);
                polls += 1;
                polls > fails
            });
            assert_eq!((value, polls), (7, fails + 1));
            assert_eq!(counts(), (made + 1, relaxed + fails, gone + 1));
        }
    }

    /// A wait that gives up polls until it is told to, once at least, and relaxes between two polls.
    #[test]
    fn a_brief_wait_gives_up_when_it_is_told_to() {
        let atomic = AtomicU32::new(7);
        for (fails, most, polls) in [
            (0, 5, 1),
            (3, 5, 4),
            (4, 5, 5),
            (9, 5, 5),
            (9, 1, 1),
            // Never told to give up.
            (9, 0, 10),
        ] {
            let (relaxed, gone) = (RELAXED.get(), GONE.get());
            let mut looked = 0;
            let condition = |_| {
                looked += 1;
                looked > fails
            };
            let mut asked = 0;
            let give_up = || {
                asked += 1;
                asked == most
            };
            // Relaxed: one thread.
            let value = atomic.wait_briefly::<Counting>(Relaxed, condition, give_up);
            assert_eq!(value, 7);
            assert_eq!(RELAXED.get() - relaxed, polls - 1, "{fails} {most}");
            assert_eq!(GONE.get() - gone, 1);
        }
    }

    /// A wait in line tells how many are ahead after each poll that failed, and at no other
    /// time.
    #[test]
    fn a_wait_in_line_relaxes_behind_those_who_are_ahead() {
        static SERVED: AtomicU32 = AtomicU32::new(0);
        thread_local! {
            static TOLD: Cell<Vec<u32>> = const { Cell::new(Vec::new()) };
        }

        /// Notes how many are ahead, and serves one.
        struct Serving;

        impl Relax for Serving {
            fn new() -> Self {
                Self
            }

            fn relax(&mut self) {
                panic!("it is a wait in line");
            }

            fn relax_behind(&mut self, ahead: u32) {
                let mut told = TOLD.take();
                told.push(ahead);
                TOLD.set(told);
                // Relaxed: one thread.
                SERVED.fetch_add(1, Relaxed);
            }
        }

        // Whoever is ahead, there is one at least.
        for (ticket, told) in [(0, &[][..]), (1, &[1]), (4, &[2, 1, 1])] {
            let ahead = |served| ticket - 1 - served;
            // Relaxed: one thread.
            let value = SERVED.wait_in_line::<Serving>(Relaxed, |served| served == ticket, ahead);
            assert_eq!((value, &TOLD.take()[..]), (ticket, told));
        }
    }

    #[test]
    fn a_cell_is_its_value() {
        let mut cell = UnsafeCell::new(1);
        cell.pull();
        // SAFETY: nobody else has the cell.
        cell.with_mut(|value| unsafe { *value += 1 });
        cell.push();
        cell.pull_shared();
        // SAFETY: nobody else has the cell.
        assert_eq!(cell.with(|value| unsafe { *value }), 2);
        cell.push_shared();
        *cell.get_mut() += 1;
        assert_eq!(cell.into_inner(), 3);
        // Only builds for a checker look at invariants.
        UnsafeCell::checked(Broken).push();
        assert_eq!(size_of::<UnsafeCell<u16>>(), size_of::<u16>());
    }

    #[test]
    fn an_initial_value_is_made_anew_for_each_object() {
        struct Counter(AtomicU32);
        impl_initial! { impl[] Counter = Counter(AtomicU32::new(3)) }
        let [one, other] = [initial!(Counter), initial!(Counter)];
        // Relaxed: one thread.
        one.0.store(4, Relaxed);
        assert_eq!(other.0.load(Relaxed), 3);
        let _: Counter = Initial::INITIAL;
    }
}
