//! A cell with readers: a lock for readers and a writer is accepted, and its twin, which
//! lets a writer in beside readers, is rejected.

use crate::failure::failure;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, SpinHint, UnsafeCell, WaitUntil, model};
use std::sync::Arc;

/// The state of a lock that a writer holds; any other is the number of readers.
const WRITER: u32 = u32::MAX;

/// Many readers, or one writer.
struct ReadersOrWriter {
    state: AtomicU32,
    /// Whether the writer waits for the readers to leave: not in the twin.
    waits_for_readers: bool,
    count: UnsafeCell<usize>,
}

// SAFETY: the state lets in readers, or one writer; where it does not, the cell
// finds it out.
unsafe impl Sync for ReadersOrWriter {}

impl ReadersOrWriter {
    fn new(waits_for_readers: bool) -> Self {
        Self {
            state: AtomicU32::new(0),
            waits_for_readers,
            count: UnsafeCell::new(0),
        }
    }

    fn read(&self) -> usize {
        loop {
            // Relaxed: a hint; the exchange synchronizes.
            let readers = self
                .state
                .wait_until::<SpinHint>(Relaxed, |it| it != WRITER);
            // Acquire: pairs with the Release of the writer that has left; Relaxed on
            // failure: nothing is read on the strength of it.
            let entered = self
                .state
                .compare_exchange(readers, readers + 1, Acquire, Relaxed);
            if entered.is_ok() {
                break;
            }
        }
        self.count.pull_shared();
        // SAFETY: readers are inside, and no writer.
        let count = self.count.with(|count| unsafe { *count });
        model::yield_now();
        self.count.push_shared();
        // Release: pairs with the Acquire of the next writer.
        self.state.fetch_sub(1, Release);
        count
    }

    fn write(&self) {
        let waits = self.waits_for_readers;
        let before = loop {
            // Relaxed: a hint; the exchange synchronizes.
            let state = self
                .state
                .wait_until::<SpinHint>(Relaxed, |it| match waits {
                    true => it == 0,
                    false => it != WRITER,
                });
            // Acquire: pairs with the Release of whoever has left; Relaxed on failure:
            // nothing is read on the strength of it.
            let entered = self.state.compare_exchange(state, WRITER, Acquire, Relaxed);
            if entered.is_ok() {
                break state;
            }
        };
        self.count.pull();
        // SAFETY: one writer is inside, and no reader.
        self.count.with_mut(|count| unsafe { *count += 1 });
        self.count.push();
        // Release: pairs with the Acquire of whoever comes next. It is 0 where writers wait
        // for readers; the twin leaves the readers that it has passed to go, so that
        // nobody waits for ever beside its mistake.
        self.state.store(before, Release);
    }
}

/// Two CPUs that read, and one that writes.
fn two_readers_and_a_writer(waits_for_readers: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let lock = Arc::new(ReadersOrWriter::new(waits_for_readers));
        let work = move |cpu| match cpu {
            0 => lock.write(),
            _ => assert!(lock.read() <= 1),
        };
        model::run(3, work, || ());
    }
}

#[test]
fn readers_or_a_writer_are_let_in() {
    assert_eq!(failure(two_readers_and_a_writer(true)), None);
}

#[test]
fn a_writer_beside_readers_is_found() {
    let words = failure(two_readers_and_a_writer(false)).expect("the twin is rejected");
    let known = ["exclusion: ", "Causality violation", "race"];
    assert!(known.iter().any(|known| words.contains(known)), "{words}");
}
