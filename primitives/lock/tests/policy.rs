//! The policy of a mutex, on the host's threads and under Miri: what is in force when, whatever
//! becomes of a guard.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_atomic::{Initial, Relax, initial};
use latchwork_cpu::{Cpu, CurrentCpu, Host};
use latchwork_lock::{
    ForceUnlock, InterruptsOff, McsLock, Mutex, MutexGuard, PreemptionOff, RawLock, StealingLock,
    TicketLock, TtasLock,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

type Off = InterruptsOff<Host>;
type Ticket<T> = Mutex<T, TicketLock, Off>;

fn depth() -> u32 {
    Host::with_nesting(|nesting| nesting.depth())
}

fn preemption_is_off() -> bool {
    Host::with_nesting(|nesting| nesting.is_preemption_off())
}

/// What a panic of `work` says.
fn panics_with(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().map(|it| it.to_string()).unwrap(),
    }
}

/// Each of the locks, with interrupts off: they are off while a guard is there, and on after
/// it, whichever way it goes.
fn interrupts_are_off_while_held<R: RawLock + Initial>() {
    let mutex = Mutex::<u32, R, Off>::new(0);
    assert!(Host::interrupts_are_on());
    let guard = mutex.lock();
    assert!(!Host::interrupts_are_on());
    assert!(mutex.try_lock().is_none(), "held");
    assert!(!Host::interrupts_are_on(), "a failed try leaves them off");
    drop(guard);
    assert!(Host::interrupts_are_on());

    let guard = mutex.try_lock().expect("free");
    assert!(!Host::interrupts_are_on());
    drop(guard);
    assert!(Host::interrupts_are_on());

    mutex.with(|value| {
        assert!(!Host::interrupts_are_on());
        *value += 1;
    });
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _guard = mutex.lock();
        panic!("inside");
    }));
    assert!(unwound.is_err() && Host::interrupts_are_on() && depth() == 0);
    assert!(!mutex.is_locked());
}

#[test]
fn a_forgotten_guard_leaves_interrupts_off_on_its_cpu_alone() {
    thread::spawn(|| {
        let (lost, other) = (Ticket::new(()), Ticket::new(()));
        core::mem::forget(lost.lock());
        drop(other.lock());
        assert!(!Host::interrupts_are_on());
        assert_eq!(depth(), 1);
        thread::scope(|scope| {
            scope.spawn(|| assert!(Host::interrupts_are_on() && depth() == 0));
        });
    })
    .join()
    .unwrap();
}

struct Far;

// SAFETY: its locks have no place for it.
unsafe impl CurrentCpu for Far {
    fn current() -> usize {
        7
    }
}

/// What a waiter sees between its polls, once it has polled in vain.
struct Seen;

static POLLED: AtomicUsize = AtomicUsize::new(0);
static ON: AtomicBool = AtomicBool::new(false);

impl Relax for Seen {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        // SeqCst, all of this test: what is counted was stored before, and nothing else counts.
        ON.store(Host::interrupts_are_on(), SeqCst);
        POLLED.fetch_add(1, SeqCst);
        thread::yield_now();
    }
}

fn interrupts_are_on_while_waiting<R: RawLock + Initial + Send + Sync>() -> bool {
    let mutex = Mutex::<(), R, Off>::new(());
    let guard = mutex.lock();
    // SeqCst: see `Seen`.
    let before = POLLED.load(SeqCst);
    thread::scope(|scope| {
        scope.spawn(|| drop(mutex.lock()));
        // SeqCst: see `Seen`.
        while POLLED.load(SeqCst) == before {
            thread::yield_now();
        }
        drop(guard);
    });
    // SeqCst: see `Seen`.
    ON.load(SeqCst)
}

/// What each lock's documentation says under *Interrupts*.
#[test]
fn a_waiter_of_the_ttas_lock_can_be_interrupted_and_others_cannot() {
    assert!(interrupts_are_on_while_waiting::<TtasLock<Seen>>());
    assert!(!interrupts_are_on_while_waiting::<TicketLock<Seen>>());
    assert!(!interrupts_are_on_while_waiting::<McsLock<Host, 256, Seen>>());
    assert!(!interrupts_are_on_while_waiting::<
        StealingLock<Host, 256, Seen>,
    >());
}

#[cfg(any(debug_assertions, feature = "owner"))]
mod owner {
    use super::*;

    #[test]
    fn a_cpu_knows_what_it_holds() {
        let mutex = Ticket::new(());
        assert_eq!(mutex.is_held_by_this_cpu(), Some(false));
        let guard = mutex.lock();
        assert_eq!(mutex.is_held_by_this_cpu(), Some(true));
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(mutex.is_held_by_this_cpu(), Some(false)));
        });
        drop(guard);
        assert_eq!(mutex.is_held_by_this_cpu(), Some(false));
    }

    fn relocking<R: RawLock + Initial>() {
        let mutex = Mutex::<u32, R, Off>::new(0);
        let guard = mutex.lock();
        let text = panics_with(|| drop(mutex.lock()));
        assert!(
            text.contains("waits for a lock that it holds since "),
            "{text}"
        );
        assert!(text.contains(file!()), "{text}");
        assert_eq!(depth(), 1, "what the failed call entered it has left");
        drop(guard);
        drop(mutex.lock());
        assert!(Host::interrupts_are_on());
    }

    #[test]
    fn to_lock_what_one_holds_panics_and_says_where_it_was_taken() {
        relocking::<TtasLock>();
        relocking::<TicketLock>();
        relocking::<McsLock<Host, 256>>();
        relocking::<StealingLock<Host, 256>>();
    }

    #[test]
    fn a_guard_that_nobody_took_apart_is_not_put_together() {
        let (passed_on, other) = (Ticket::new(()), Ticket::new(()));
        let token = MutexGuard::into_raw(passed_on.lock());
        let text = panics_with(|| {
            // SAFETY: there is none: the token is of another lock, which is what is noticed.
            drop(unsafe { MutexGuard::from_raw(&other, token) });
        });
        assert!(
            text.contains("takes over a lock that nobody has passed on"),
            "{text}"
        );
        assert!(!other.is_locked() && passed_on.is_locked());
    }
}

/// A guard that is taken apart keeps the lock and the policy; one that is put together again
/// releases both.
#[test]
fn a_guard_can_be_taken_apart_and_put_together() {
    let mutex = Ticket::new(1);
    let token = MutexGuard::into_raw(mutex.lock());
    assert!(mutex.is_locked() && !Host::interrupts_are_on());
    // SAFETY: the token is this mutex's, and this is the CPU that entered.
    let mut guard = unsafe { MutexGuard::from_raw(&mutex, token) };
    *guard += 1;
    drop(guard);
    assert!(Host::interrupts_are_on());
    assert_eq!(*mutex.lock(), 2);
    // SAFETY: nobody holds the lock.
    assert_eq!(unsafe { *mutex.data_ptr() }, 2);

    *MutexGuard::leak(mutex.lock()) += 1;
    assert!(mutex.is_locked() && depth() == 1);
    // SAFETY: this CPU leaked the guard, and its borrow is over.
    unsafe { mutex.force_unlock() };
    assert!(Host::interrupts_are_on() && !mutex.is_locked());
    assert_eq!(mutex.into_inner(), 3);
}

/// A guard is forgotten by one function, and its lock released by another.
fn released_by_force<R: ForceUnlock + Initial>() {
    let mutex = Mutex::<u32, R, Off>::new(0);
    for round in 1..4 {
        let mut guard = mutex.lock();
        *guard += 1;
        core::mem::forget(guard);
        assert!(mutex.is_locked() && !Host::interrupts_are_on());
        // SAFETY: the guard was forgotten, on this CPU.
        unsafe { mutex.force_unlock() };
        assert!(!mutex.is_locked() && Host::interrupts_are_on());
        assert_eq!(*mutex.lock(), round);
    }
    if cfg!(debug_assertions) {
        // SAFETY: there is none: nobody holds the lock, which is what is noticed.
        let text = panics_with(|| unsafe { mutex.force_unlock() });
        assert!(text.contains("releases a lock that nobody holds"), "{text}");
        let lock = initial!(R);
        // SAFETY: there is none: nobody holds the lock, which is what is noticed.
        let text = panics_with(|| unsafe { lock.force_unlock() });
        assert!(
            text.contains("force_unlock of a lock that nobody holds"),
            "{text}"
        );
    }
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn interrupts_are_off_while_any_lock_is_held() {
        interrupts_are_off_while_held::<TtasLock>();
        interrupts_are_off_while_held::<TicketLock>();
        interrupts_are_off_while_held::<McsLock<Host, 256>>();
        interrupts_are_off_while_held::<StealingLock<Host, 256>>();
    }

    #[test]
    fn guards_may_be_dropped_in_any_order() {
        let mutexes = [(); 3].map(|()| Ticket::new(()));
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut guards = mutexes.each_ref().map(|mutex| Some(mutex.lock()));
            for (dropped, guard) in order.into_iter().enumerate() {
                assert!(!Host::interrupts_are_on(), "{order:?}, {dropped} dropped");
                assert_eq!(depth(), 3 - u32::try_from(dropped).unwrap());
                guards[guard] = None;
            }
            assert!(Host::interrupts_are_on(), "{order:?}");
        }
    }

    #[test]
    fn interrupts_that_were_off_stay_off() {
        assert!(Host::interrupts_off());
        let mutex = Ticket::new(());
        drop(mutex.lock());
        assert!(!Host::interrupts_are_on());
        // SAFETY: no section is entered.
        unsafe { Host::interrupts_on() };
    }

    #[test]
    fn preemption_is_off_while_held_and_interrupts_stay_on() {
        let [a, b] = [(); 2].map(|()| Mutex::<(), TicketLock, PreemptionOff<Host>>::new(()));
        let (first, second) = (a.lock(), b.try_lock().expect("free"));
        assert!(preemption_is_off() && Host::interrupts_are_on());
        assert!(a.try_lock().is_none());
        drop(first);
        assert!(preemption_is_off());
        drop(second);
        assert!(!preemption_is_off() && depth() == 0);
    }

    /// A CPU that does not exist: the lock panics, and the policy is left.
    #[test]
    fn a_lock_that_panics_leaves_the_policy() {
        let mutex = Mutex::<(), McsLock<Far, 1>, Off>::new(());
        for attempt in [
            |it: &Mutex<_, _, _>| drop(it.lock()),
            |it: &Mutex<_, _, _>| drop(it.try_lock()),
        ] {
            let text = panics_with(|| attempt(&mutex));
            assert!(
                text.contains("CPU 7 uses an MCS lock made for 1 CPUs"),
                "{text}"
            );
            assert!(Host::interrupts_are_on() && depth() == 0);
        }
        assert_eq!(
            format!("{mutex:?}"),
            "Mutex { data: <no place for this CPU> }"
        );
    }

    #[test]
    fn each_lock_can_be_released_by_force() {
        released_by_force::<TtasLock>();
        released_by_force::<TicketLock>();
        released_by_force::<McsLock<Host, 256>>();
        released_by_force::<StealingLock<Host, 256>>();
    }

    #[test]
    fn a_mapped_guard_releases_the_whole() {
        let mutex = Ticket::new((1, [2, 3]));
        let array = MutexGuard::map(mutex.lock(), |it| &mut it.1);
        let mut last = latchwork_lock::MappedMutexGuard::map(array, |it| &mut it[1]);
        assert!(!Host::interrupts_are_on() && mutex.is_locked());
        *last += 1;
        assert_eq!((format!("{last} {last:?}"), *last), ("4 4".to_owned(), 4));
        drop(last);
        assert!(Host::interrupts_are_on());
        assert_eq!(*mutex.lock(), (1, [2, 4]));
    }

    #[test]
    fn a_mutex_that_records_no_owner_says_so() {
        let mutex = Mutex::<(), TicketLock>::new(());
        let _guard = mutex.lock();
        assert_eq!(mutex.is_held_by_this_cpu(), None);
    }
}
