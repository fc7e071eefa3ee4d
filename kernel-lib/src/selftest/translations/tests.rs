use super::*;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::{ThisThread, Threads};
use core::array;
use latchwork_cpu::CurrentCpu;

/// What a page leads to, and what each thread has kept of it.
struct Kept {
    now: AtomicU64,
    kept: [AtomicU64; 4],
    /// Whether others are made to forget.
    remote: bool,
    /// Whether the thread that changes it forgets.
    local: bool,
}

/// Nothing is kept.
const NOTHING: u64 = u64::MAX;

impl Kept {
    fn new(local: bool, remote: bool) -> Self {
        Self {
            now: AtomicU64::new(0),
            kept: array::from_fn(|_| AtomicU64::new(NOTHING)),
            remote,
            local,
        }
    }

    // Relaxed, here and below: `run_on` orders it.
    fn look_up(&self) -> u64 {
        let kept = &self.kept[ThisThread::current()];
        if kept.load(Relaxed) == NOTHING {
            kept.store(self.now.load(Relaxed), Relaxed);
        }
        kept.load(Relaxed)
    }

    fn set(&self, now: u64) {
        self.now.store(now, Relaxed);
        for (cpu, kept) in self.kept.iter().enumerate() {
            let forgets = if cpu == 0 { self.local } else { self.remote };
            if forgets {
                kept.store(NOTHING, Relaxed);
            }
        }
    }
}

impl Remapped for Kept {
    fn read(&self) -> u64 {
        self.look_up()
    }

    fn change(&self) -> u64 {
        let other = 1 - self.now.load(Relaxed);
        self.set(other);
        other
    }
}

impl Protected for Kept {
    fn write(&self) -> bool {
        self.look_up() != 0
    }

    fn change(&self, write: bool) {
        self.set(write.into());
    }
}

#[test]
fn a_translation_that_is_kept_is_rejected() {
    let run = |page: Kept| translations(&Threads::new(4), 3, &page);
    assert_rejected(
        run(Kept::new(true, false)),
        "CPU 1 read 0 through a page that leads to 1, in round 1",
    );
    assert_rejected(run(Kept::new(false, true)), "CPU 0 read 0 through a page");
    assert_accepted(run(Kept::new(true, true)));
}

#[test]
fn a_right_that_is_kept_is_rejected() {
    let run = |page: Kept| rights(&Threads::new(4), 3, &page);
    assert_rejected(
        run(Kept::new(true, false)),
        "CPU 1 has written to a page to which it should have not written",
    );
    assert_rejected(run(Kept::new(false, true)), "CPU 0 has written to a page");
    assert_accepted(run(Kept::new(true, true)));
}
