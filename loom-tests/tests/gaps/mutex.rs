//! `loom::sync::Mutex`, on which the specification of the locks rests: what it
//! orders, and where it switches.

use crate::cell::Cell;
use crate::explore::{Explored, RACE, explore, gap};
use loom::sync::Mutex;
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread::spawn;
use std::sync::{Arc, Mutex as HostMutex};

/// What rests on this.
const ALSO: &str = "primitives/atomic/src/gate.rs";

/// A release synchronizes with the next acquisition of the same mutex, and with
/// nothing else, as C11 says. (loom's mutexes ask to be sequentially consistent,
/// which does nothing in 0.7.3. Were that to change, the specification of a lock
/// would order more than the lock that it stands for, and hide races.)
#[test]
fn a_release_orders_the_next_acquisition_and_nothing_else() {
    fn write_each(second: usize) -> Explored<()> {
        explore(move || {
            let shared = Arc::new(([Mutex::new(()), Mutex::new(())], Cell::new()));
            let write = |(mutexes, data): &([Mutex<()>; 2], Cell), mutex: usize| {
                let guard = mutexes[mutex].lock().unwrap();
                data.write(1);
                drop(guard);
            };
            let other = Arc::clone(&shared);
            let other = spawn(move || write(&other, second));
            write(&shared, 0);
            other.join().unwrap();
        })
    }
    let same = write_each(0);
    assert!(same.passed(), "one mutex keeps the writes apart: {same:?}");
    let two = write_each(1);
    gap(
        two.complained_of(RACE),
        "keeps to release and acquire in its mutex: two mutexes synchronize",
        ALSO,
        &two,
    );
}

/// Store buffering, with an empty critical section between store and load: with
/// two mutexes both may read 0, with one the later section's thread sees the
/// earlier one's store.
#[test]
fn an_empty_critical_section_is_no_fence() {
    fn store_buffering(second: usize) -> Explored<(usize, usize)> {
        explore(move || {
            let atomics = [AtomicUsize::new(0), AtomicUsize::new(0)];
            let shared = Arc::new(([Mutex::new(()), Mutex::new(())], atomics));
            type Shared = ([Mutex<()>; 2], [AtomicUsize; 2]);
            let run = |(mutexes, atomics): &Shared, mutex: usize, mine: usize| {
                atomics[mine].store(1, Relaxed);
                drop(mutexes[mutex].lock().unwrap());
                atomics[1 - mine].load(Relaxed)
            };
            let other = Arc::clone(&shared);
            let other = spawn(move || run(&other, second, 1));
            let here = run(&shared, 0, 0);
            (here, other.join().unwrap())
        })
    }
    let two = store_buffering(1);
    gap(
        two.saw((0, 0)),
        "lets both threads read 0 around sections of two mutexes",
        ALSO,
        &two,
    );
    let same = store_buffering(0);
    assert!(same.passed() && !same.saw((0, 0)), "{same:?}");
    assert!(same.saw((0, 1)) && same.saw((1, 0)), "{same:?}");
}

/// From a release to the next access of the same thread nobody else runs: what
/// is noted right after a release is noted before the next acquisition. (The
/// log of the specification counts on that.)
#[test]
fn a_release_is_no_scheduling_point() {
    /// Notes around the critical sections of two threads, with an access between
    /// the release and the note that follows it, or without.
    fn notes(access: bool) -> Explored<String> {
        explore(move || {
            let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
            let notes = Arc::new(HostMutex::new(String::new()));
            let run = move |shared: &(Mutex<()>, AtomicUsize),
                            notes: &HostMutex<String>,
                            [inside, after]: [char; 2]| {
                let guard = shared.0.lock().unwrap();
                notes.lock().unwrap().push(inside);
                drop(guard);
                if access {
                    shared.1.fetch_add(1, Relaxed);
                }
                notes.lock().unwrap().push(after);
            };
            let other = (Arc::clone(&shared), Arc::clone(&notes));
            let other = spawn(move || run(&other.0, &other.1, ['B', 'b']));
            run(&shared, &notes, ['A', 'a']);
            other.join().unwrap();
            notes.lock().unwrap().clone()
        })
    }
    let at_once = notes(false);
    gap(
        at_once.outcomes == ["AaBb".into(), "BbAa".into()].into(),
        "runs on from a mutex's release to the next access",
        ALSO,
        &at_once,
    );
    let after_an_access = notes(true);
    assert!(after_an_access.saw("ABab"), "{after_an_access:?}");
}

/// A thread that holds a mutex and makes no access before it releases it is never
/// found holding it. Trying a mutex is an access, also for the thread that holds
/// it; and a failed try synchronizes with nobody, as it should.
#[test]
fn a_section_without_accesses_is_never_found_locked() {
    /// Whether a thread that tries the mutex gets it. If it fails, it may read
    /// what the holder has written.
    fn tries(holder_tries: bool, reads: bool) -> Explored<bool> {
        explore(move || {
            let shared = Arc::new((Mutex::new(()), Cell::new()));
            let other = Arc::clone(&shared);
            let other = spawn(move || {
                let (mutex, data) = &*other;
                let got = mutex.try_lock().is_ok();
                if !got && reads {
                    data.read();
                }
                got
            });
            let (mutex, data) = &*shared;
            let guard = mutex.lock().unwrap();
            data.write(1);
            if holder_tries {
                assert!(mutex.try_lock().is_err(), "it is taken");
            }
            drop(guard);
            other.join().unwrap()
        })
    }
    let at_once = tries(false, false);
    gap(
        at_once.passed() && at_once.outcomes == [true].into(),
        "runs through a critical section without accesses in one step",
        ALSO,
        &at_once,
    );
    let found = tries(true, false);
    assert_eq!(found.outcomes, [true, false].into(), "{found:?}");
    let races = tries(true, true);
    assert!(races.complained_of(RACE), "{races:?}");
}

/// Of two threads one locks, and the other tries: if the first is inside, the try
/// misses. loom blocks a thread that is about to try when the mutex is taken, so
/// that it succeeds later instead.
#[test]
fn a_pending_try_waits() {
    fn entered_then_missed(tries_twice: bool) -> bool {
        let explored = explore(move || {
            let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
            let order = Arc::new(HostMutex::new(Vec::new()));
            let other = (Arc::clone(&shared), Arc::clone(&order));
            let other = spawn(move || {
                let ((mutex, atomic), order) = (&*other.0, other.1);
                let inside = mutex.lock().unwrap();
                order.lock().unwrap().push("entered");
                atomic.load(Relaxed);
                drop(inside);
            });
            if tries_twice {
                // Not about to try: another access is in front of it.
                shared.1.store(1, Relaxed);
            }
            let missed = shared.0.try_lock().is_err();
            order
                .lock()
                .unwrap()
                .push(if missed { "missed" } else { "tried" });
            other.join().unwrap();
            Arc::into_inner(order).unwrap().into_inner().unwrap()
        });
        assert!(explored.passed(), "{explored:?}");
        explored.saw(["entered", "missed"])
    }
    let beside = entered_then_missed(true);
    assert!(beside, "with an access in front of it, the try misses");
    let pending = entered_then_missed(false);
    gap(
        !pending,
        "makes a try wait that is pending while another takes the mutex",
        ALSO,
        &pending,
    );
}
