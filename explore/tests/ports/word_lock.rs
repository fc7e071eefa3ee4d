//! A lock in a word that has a queue of those who sleep (WebKit's `WordLock`, Pizlo, 2015;
//! with the queue's links as in parking_lot's).
//!
//! One bit of the word is the lock. The rest says who came last to the queue, whose entries
//! are the threads' own; each links to who was last before. A bit locks the far end of the
//! queue, where entries leave: who unlocks takes it, walks to the end, links back on the
//! way, so that the next walk is short, removes who came first, and wakes it. Who is awake
//! tries again: nobody is handed the lock.

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicBool, AtomicUsize, fence};
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};

const LOCKED: usize = 1;
const LEAVING: usize = 2;

/// The word's unit of threads: 0 is nobody, otherwise the number is one more than theirs.
const LAST: usize = 4;

/// A thread's entry in the queue.
struct Entry {
    awake: AtomicBool,
    links: UnsafeCell<Links>,
}

#[derive(Clone, Copy, Default)]
struct Links {
    /// Who was last before this one came.
    older: Option<usize>,
    /// Who came next, once a walk has found out.
    newer: Option<usize>,
    /// Who is first, if this was last when somebody found out.
    first: Option<usize>,
}

/// What can be wrong with the lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flaws {
    /// Letting the lock go; `Release` is right.
    pub(crate) unlock: Ordering,
    /// Joining the queue; `AcqRel` is right: a walk reads the links.
    pub(crate) join: Ordering,
}

/// The lock as it was published.
pub(crate) const RIGHT: Flaws = Flaws {
    unlock: Release,
    join: AcqRel,
};

pub(crate) struct Lock {
    word: AtomicUsize,
    entries: Vec<Entry>,
    flaws: Flaws,
}

// SAFETY: the links of an entry are its thread's until it is in the queue; then they are
// those of who has the bit that locks the queue's end, until the thread is woken. That this
// is so is what the explorer checks.
unsafe impl Sync for Lock {}

/// Who came last to the queue of `word`.
fn last(word: usize) -> Option<usize> {
    (word / LAST).checked_sub(1)
}

/// `word` with `last` as the last of the queue.
fn with_last(word: usize, last: Option<usize>) -> usize {
    word % LAST + last.map_or(0, |it| it + 1) * LAST
}

impl Lock {
    pub(crate) fn new(threads: usize, flaws: Flaws) -> Self {
        let entry = |_| Entry {
            awake: AtomicBool::new(false),
            links: UnsafeCell::new(Links::default()),
        };
        Self {
            word: AtomicUsize::new(0),
            entries: (0..threads).map(entry).collect(),
            flaws,
        }
    }

    fn links(&self, thread: usize) -> Links {
        // SAFETY: as for `Sync`.
        self.entries[thread].links.with(|links| unsafe { *links })
    }

    fn link(&self, thread: usize, change: impl FnOnce(&mut Links)) {
        let links = &self.entries[thread].links;
        // SAFETY: as for `Sync`.
        links.with_mut(|links| change(unsafe { &mut *links }));
    }

    /// Takes the lock for `thread`, whose number is its own.
    pub(crate) fn lock(&self, thread: usize) {
        let quick = self.word.compare_exchange_weak(0, LOCKED, Acquire, Relaxed);
        if quick.is_ok() {
            return;
        }
        let mut word = self.word.load(Relaxed);
        loop {
            if word & LOCKED == 0 {
                let taken = word | LOCKED;
                match self
                    .word
                    .compare_exchange_weak(word, taken, Acquire, Relaxed)
                {
                    Ok(_) => return,
                    Err(now) => word = now,
                }
                continue;
            }
            let older = last(word);
            self.entries[thread].awake.store(false, Relaxed);
            self.link(thread, |links| {
                *links = Links {
                    older,
                    newer: None,
                    first: older.is_none().then_some(thread),
                };
            });
            let joined = with_last(word, Some(thread));
            match self
                .word
                .compare_exchange_weak(word, joined, self.flaws.join, Relaxed)
            {
                Err(now) => word = now,
                Ok(_) => {
                    self.entries[thread]
                        .awake
                        .await_until(Acquire, |awake| awake);
                    word = self.word.load(Relaxed);
                }
            }
        }
    }

    /// Lets the lock go, which the caller has.
    pub(crate) fn unlock(&self) {
        let word = self.word.fetch_sub(LOCKED, self.flaws.unlock);
        if word & LEAVING == 0 && last(word).is_some() {
            self.wake_first();
        }
    }

    /// Wakes who came first, unless somebody else is about to, or has taken the lock and
    /// will.
    fn wake_first(&self) {
        let mut word = self.word.load(Relaxed);
        loop {
            if word & LEAVING != 0 || last(word).is_none() {
                return;
            }
            let leaving = word | LEAVING;
            match self
                .word
                .compare_exchange_weak(word, leaving, Acquire, Relaxed)
            {
                // The word is kept as it was: the first exchange below fails, and tells what
                // it is now.
                Ok(_) => break,
                Err(now) => word = now,
            }
        }
        let woken = loop {
            let first = self.walk(last(word).expect("only who leaves empties the queue"));
            if word & LOCKED != 0 {
                let left = word & !LEAVING;
                match self
                    .word
                    .compare_exchange_weak(word, left, Release, Relaxed)
                {
                    Ok(_) => return,
                    Err(now) => word = now,
                }
                fence(Acquire);
                continue;
            }
            match self.links(first).newer {
                Some(newer) => {
                    let last = last(word).expect("it has not become empty");
                    self.link(last, |links| links.first = Some(newer));
                    self.word.fetch_and(!LEAVING, Release);
                    break first;
                }
                None => match self
                    .word
                    .compare_exchange_weak(word, word & LOCKED, Release, Relaxed)
                {
                    Ok(_) => break first,
                    Err(now) => word = now,
                },
            }
            fence(Acquire);
        };
        self.entries[woken].awake.store(true, Release);
    }

    /// Who came first, of the queue whose last is `last`; links back on the way.
    fn walk(&self, last: usize) -> usize {
        let mut thread = last;
        loop {
            let links = self.links(thread);
            if let Some(first) = links.first {
                self.link(last, |links| links.first = Some(first));
                return first;
            }
            let older = links.older.expect("who came first is known");
            self.link(older, |links| links.newer = Some(thread));
            thread = older;
        }
    }
}
