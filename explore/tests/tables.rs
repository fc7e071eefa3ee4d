//! The table of every kind of failure, word by word, and what tables leave out.
//!
//! Each place in a table stands here as the comment at the end of its line.

use latchwork_explore::alloc::{allocate, free};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{
    AtomicBool, AtomicI8, AtomicPtr, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use latchwork_explore::thread::spawn;
use latchwork_explore::{Explorer, FailureKind};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize as Counter;

const SOURCE: &str = include_str!("tables.rs");

struct Cell(UnsafeCell<usize>);
// SAFETY: the explorer runs one thread at a time, and reports races.
unsafe impl Sync for Cell {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Cell {}

/// The table of the failure that `model` has, of this kind, with each place as the
/// comment at the end of its line.
#[track_caller]
fn table(kind: FailureKind, explorer: Explorer, model: impl Fn() + Send + Sync) -> String {
    let report = explorer.workers(1).explore(model);
    let failure = report.failure.expect("it fails");
    assert_eq!(failure.kind, kind, "{failure}");
    let lines = failure.table();
    let lines = lines.lines().map(|line| {
        let Some((does, place)) = line.rsplit_once("tests/tables.rs:") else {
            return line.to_owned();
        };
        let number: usize = place.split(':').next().unwrap().parse().unwrap();
        let at = SOURCE.lines().nth(number - 1).unwrap();
        let (_, mark) = at
            .rsplit_once("// ")
            .unwrap_or_else(|| panic!("a mark: {at}"));
        let does = does.rsplit_once('(').map_or(does, |(before, path)| {
            if path.starts_with("after ") {
                does.trim_end_matches("explore/")
            } else {
                before
            }
        });
        format!("{}({mark})", does.trim_end_matches("explore/"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// That a table is this one.
#[track_caller]
fn is(table: &str, expected: &str) {
    let expected = expected.trim_matches('\n');
    assert!(table == expected, "it is\n{table}\nand not\n{expected}");
}

/// The table of a model that fails in this way.
fn table_of(kind: FailureKind) -> (String, &'static str) {
    let explorer = Explorer::new();
    match kind {
        FailureKind::DataRace => {
            let table = table(kind, explorer, || {
                let shared = Arc::new((AtomicUsize::new(0), Cell(UnsafeCell::new(0))));
                let theirs = Arc::clone(&shared);
                let work = move || {
                    theirs.1.0.with_mut(|_| ()); // write
                    theirs.0.store(1, Relaxed); // store
                };
                spawn(work); // spawn
                shared.0.await_until(Acquire, |it| it == 1); // wait
                shared.1.0.with(|_| ()); // read
            });
            (
                table,
                "
step  thread
   0   0  spawns thread 1  (spawn)
   ▶   1  writes to cell 0  (write)
   1   1  writes 1 to atomic 0 (Relaxed)  (store)
   2   0  reads 1 of atomic 0 (Acquire), from step 1  (wait)
   ▶   0  reads cell 0  (read)",
            )
        }
        FailureKind::UseAfterFree => {
            let table = table(kind, explorer, || {
                let node = allocate(AtomicUsize::new(1)); // allocate
                // SAFETY: it was allocated.
                unsafe { (*node).store(2, Relaxed) }; // store it
                // SAFETY: it was allocated.
                unsafe { free(node) }; // free
                // SAFETY: the memory is kept.
                unsafe { (*node).load(Relaxed) }; // use
            });
            (
                table,
                "
step  thread
   0   0  writes 2 to atomic 0 (Relaxed)  (store it)
   ▶   0  frees memory  (free)
   ▶   0  uses memory  (use)",
            )
        }
        FailureKind::Leak => {
            let table = table(kind, explorer.leaks(true), || {
                let kept = allocate(AtomicUsize::new(1)); // keep
                let work = || {
                    allocate(1_u32); // leak
                };
                let other = spawn(work); // spawn a leaker
                // SAFETY: it was allocated.
                unsafe { (*kept).store(2, Relaxed) }; // store kept
                other.join().unwrap(); // join
            });
            (
                table,
                "
step  thread
   ▶   0  allocates memory  (keep)
   0   0  spawns thread 1  (spawn a leaker)
   ▶   1  allocates memory  (leak)
   1   0  writes 2 to atomic 0 (Relaxed)  (store kept)
   2   0  joins thread 1  (join)",
            )
        }
        FailureKind::Panic => {
            let table = table(kind, explorer, || {
                let flag = Arc::new(AtomicBool::new(false));
                let theirs = Arc::clone(&flag);
                let other = spawn(move || theirs.store(true, Relaxed)); // spawn and set
                let was = flag.load(Relaxed); // look
                other.join().unwrap(); // join it
                assert!(was, "too early");
            });
            (
                table,
                "
step  thread
   0   0  spawns thread 1  (spawn and set)
   1   0  reads false of atomic 0 (Relaxed), the initial value  (look)
   2   1  writes true to atomic 0 (Relaxed)  (spawn and set)
   3   0  joins thread 1  (join it)",
            )
        }
        FailureKind::Deadlock => {
            let table = table(kind, explorer, || {
                let mutex = Mutex::new(());
                let _first = mutex.lock(); // lock
                let _second = mutex.lock(); // lock again
            });
            (
                table,
                "
step  thread
   0   0  updates atomic 0 (Acquire): false, the initial value, becomes true  (lock)
   1   0  reads true of atomic 0 (Relaxed), from step 0; waits for another value  (lock again)",
            )
        }
        FailureKind::Livelock => {
            let table = table(kind, explorer, || {
                let number = Arc::new(AtomicI8::new(0));
                let theirs = Arc::clone(&number);
                spawn(move || theirs.store(-1, Release)); // spawn and store
                number.await_until(Acquire, |it| it == 2); // await
            });
            (
                table,
                "
step  thread
   0   0  spawns thread 1  (spawn and store)
   1   1  writes -1 to atomic 0 (Release)  (spawn and store)
   2   0  reads -1 of atomic 0 (Acquire), from step 1; waits for another value  (await)",
            )
        }
        FailureKind::Divergence => {
            let runs = Counter::new(0);
            let table = table(kind, explorer, || {
                let x = Arc::new(AtomicUsize::new(0));
                let theirs = Arc::clone(&x);
                let other = spawn(move || theirs.store(1, Relaxed)); // spawn and write
                if runs.fetch_add(1, Relaxed) == 0 {
                    x.load(Relaxed); // the first time
                } else {
                    x.store(2, Relaxed); // later
                }
                other.join().unwrap(); // join the writer
            });
            (
                table,
                "
step  thread
   0   0  spawns thread 1  (spawn and write)
   1   1  writes 1 to atomic 0 (Relaxed)  (spawn and write)",
            )
        }
        FailureKind::StepLimit => {
            let table = table(kind, explorer.step_limit(100), || {
                let x = AtomicUsize::new(0);
                while x.fetch_add(1, Relaxed) < 1_000 {} // go on
            });
            let many = table.lines().count();
            assert_eq!(many, 101, "{table}");
            let first = table.lines().take(3).collect::<Vec<_>>().join("\n");
            (
                first,
                "
step  thread
   0   0  updates atomic 0 (Relaxed): 0, the initial value, becomes 1  (go on)
   1   0  updates atomic 0 (Relaxed): 1, from step 0, becomes 2  (go on)",
            )
        }
        FailureKind::Misuse => {
            let table = table(kind, explorer, || {
                for _ in 0..Explorer::MAX_THREADS {
                    spawn(|| ()).join().unwrap(); // one more
                }
            });
            let last = table.lines().last().unwrap().to_owned();
            (last, "  29   0  joins thread 15  (one more)")
        }
        other => panic!("no model fails with {other:?}"),
    }
}

#[test]
fn of_every_kind() {
    for kind in FailureKind::ALL {
        let (table, expected) = table_of(kind);
        println!("{kind:?}");
        is(&table, expected);
    }
}

/// Two accesses beside each other are two rows, both marked.
#[test]
fn both_accesses_are_rows() {
    let table = table(FailureKind::DataRace, Explorer::new(), || {
        let shared = Arc::new(Cell(UnsafeCell::new(0)));
        for _ in 0..2 {
            let theirs = Arc::clone(&shared);
            spawn(move || theirs.0.with_mut(|_| ())); // race
        }
    });
    let expected = "
step  thread
   0   0  spawns thread 1  (race)
   ▶   1  writes to cell 0  (race)
   1   0  spawns thread 2  (race)
   ▶   2  writes to cell 0  (race)";
    is(&table, expected);
}

/// An atomic that is used, and had by somebody for himself: the step is marked.
#[test]
fn an_atomic_that_somebody_owns() {
    let table = table(FailureKind::DataRace, Explorer::new(), || {
        let mut count = Box::new(AtomicUsize::new(0));
        count.set_name("count");
        let address = (&raw const *count).expose_provenance();
        let work = move || {
            let count = std::ptr::with_exposed_provenance::<AtomicUsize>(address);
            // SAFETY: the explorer reports races.
            unsafe { (*count).store(1, Relaxed) }; // use count
        };
        spawn(work); // spawn a user
        count.await_until(Acquire, |it| it == 1); // see it
        *count.get_mut() = 2; // own it
    });
    let expected = "
step  thread
   0   0  spawns thread 1  (spawn a user)
▶  1   1  writes 1 to count (Relaxed)  (use count)
   2   0  reads 1 of count (Acquire), from step 1  (see it)
   ▶   0  accesses count as plain memory (get_mut, into_inner)  (own it)";
    is(&table, expected);
}

/// A ring whose writer does not look how far the reader is: the table has the slots.
#[test]
fn a_slot_that_is_overwritten() {
    struct Ring {
        slots: [Cell; 2],
        written: AtomicUsize,
    }
    let table = table(FailureKind::DataRace, Explorer::new(), || {
        let ring = Arc::new(Ring {
            slots: [const { Cell(UnsafeCell::new(0)) }; 2],
            written: AtomicUsize::new(0),
        });
        ring.written.set_name("written");
        for (number, slot) in ring.slots.iter().enumerate() {
            slot.0.set_name(format!("slot {number}"));
        }
        let theirs = Arc::clone(&ring);
        let work = move || {
            for written in 0..3 {
                theirs.slots[written % 2].0.with_mut(|_| ()); // fill
                theirs.written.store(written + 1, Release); // publish
            }
        };
        spawn(work); // spawn the writer
        let written = ring.written.load(Acquire); // two are there
        if written == 2 {
            ring.slots[1].0.with(|_| ()); // take the second
            ring.slots[0].0.with(|_| ()); // take the first
        }
    });
    let expected = "
step  thread
   0   0  spawns thread 1  (spawn the writer)
       1  writes to slot 0  (fill)
   1   1  writes 1 to written (Release)  (publish)
       1  writes to slot 1  (fill)
   2   1  writes 2 to written (Release)  (publish)
   ▶   1  writes to slot 0  (fill)
   3   0  reads 2 of written (Acquire), from step 2  (two are there)
       0  reads slot 1  (take the second)
   ▶   0  reads slot 0  (take the first)";
    is(&table, expected);
}

/// A cell is no part of the table if one thread uses it, or if nobody writes it.
#[test]
fn cells_that_do_not_matter() {
    let table = table(FailureKind::Panic, Explorer::new(), || {
        let shared = Arc::new([const { Cell(UnsafeCell::new(0)) }; 2]);
        let theirs = Arc::clone(&shared);
        let other = spawn(move || theirs[0].0.with(|_| ())); // spawn a reader
        shared[0].0.with(|_| ());
        shared[1].0.with_mut(|_| ());
        other.join().unwrap(); // join the reader
        panic!("it fails");
    });
    let expected = "
step  thread
   0   0  spawns thread 1  (spawn a reader)
   1   0  joins thread 1  (join the reader)";
    is(&table, expected);
}

/// Turns of a loop are counted, however many rows each has, also where each reads what
/// the turn before has written.
#[test]
fn loops_are_folded() {
    let limit = || Explorer::new().step_limit(300).every_turn();
    let of_two = table(FailureKind::StepLimit, limit(), || {
        let [x, y] = [const { AtomicUsize::new(0) }; 2];
        loop {
            x.load(Relaxed); // of two, x
            y.load(Relaxed); // of two, y
        }
    });
    let expected = "
step  thread
   0   0  reads 0 of atomic 0 (Relaxed), the initial value  (of two, x)
   1   0  reads 0 of atomic 1 (Relaxed), the initial value  (of two, y)
      … and these 2 rows 149 times more …";
    is(&of_two, expected);

    let of_three = table(FailureKind::StepLimit, limit(), || {
        let [x, y] = [const { AtomicUsize::new(0) }; 2];
        y.store(1, Relaxed); // before it
        loop {
            x.swap(1, Relaxed); // of three, swap
            y.load(Relaxed); // of three, load
            y.load(Acquire); // of three, load again
        }
    });
    let expected = "
step  thread
   0   0  writes 1 to atomic 0 (Relaxed)  (before it)
   1   0  updates atomic 1 (Relaxed): 0, the initial value, becomes 1  (of three, swap)
   2   0  reads 1 of atomic 0 (Relaxed), from step 0  (of three, load)
   3   0  reads 1 of atomic 0 (Acquire), from step 0  (of three, load again)
   4   0  updates atomic 1 (Relaxed): 1, from step 1, becomes 1  (of three, swap)
      … and these 3 rows 98 times more …
 299   0  reads 1 of atomic 0 (Relaxed), from step 0  (of three, load)";
    is(&of_three, expected);
}

/// What the main thread does before it has spawned anybody is counted, but for what the
/// failure lies in.
#[test]
fn set_up_is_left_out() {
    let table = table(FailureKind::Leak, Explorer::new().leaks(true), || {
        let atomics = [const { AtomicUsize::new(0) }; 9];
        for (number, atomic) in atomics.iter().enumerate() {
            atomic.store(number, Relaxed); // set up
        }
        allocate(0_u8); // never freed
        spawn(|| ()).join().unwrap(); // spawn and join
    });
    let expected = "
step  thread
      … 9 rows of set-up, before the first spawn …
   ▶   0  allocates memory  (never freed)
   9   0  spawns thread 1  (spawn and join)
  10   0  joins thread 1  (spawn and join)";
    is(&table, expected);
}

#[test]
fn pointers_are_in_hexadecimal() {
    let table = table(FailureKind::Panic, Explorer::new(), || {
        let pointer = AtomicPtr::new(std::ptr::null_mut::<u8>());
        pointer.swap(std::ptr::without_provenance_mut(0xbeef), Relaxed); // point
        panic!("it fails");
    });
    let expected = "
step  thread
   0   0  updates atomic 0 (Relaxed): null, the initial value, becomes 0xbeef  (point)";
    is(&table, expected);
}
