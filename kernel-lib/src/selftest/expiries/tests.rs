use super::*;
use crate::hardware::{Clock, CpuSet, Cpus};
use crate::protocol::Record;
use crate::selftest::twins::assert_rejected;
use crate::threads::Threads;
use std::cell::Cell;
use std::thread_local;

static EXPIRIES: Expiries = Expiries::new();

thread_local! {
    /// When the thread's timer is due, if it is set, and with which period it goes on.
    static DUE: Cell<Option<(u64, Option<u64>)>> = const { Cell::new(None) };
}

/// What a timer does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twin {
    Good,
    Early,
    Never,
    Twice,
    GoesOn,
    HastyPeriod,
}

/// A machine of one CPU whose timer's handler is called where the clock is read.
struct Timed {
    twin: Twin,
    threads: Threads,
}

impl Timed {
    fn new(twin: Twin) -> Self {
        DUE.set(None);
        let threads = Threads::new(1);
        Self { twin, threads }
    }

    fn run(&self) -> Result<Late, Failure> {
        EXPIRIES.run(self, self, self)
    }

    fn set(&self, ticks: u64, period: Option<u64>) {
        DUE.set(Some((self.threads.ticks() + ticks, period)));
    }
}

impl Cpus for Timed {
    fn present(&self) -> usize {
        self.threads.present()
    }

    fn online(&self) -> CpuSet {
        self.threads.online()
    }
}

impl Clock for Timed {
    fn ticks(&self) -> u64 {
        let now = self.threads.ticks();
        if let Some((_, period)) = DUE.get().filter(|(due, _)| *due <= now) {
            DUE.set(period.map(|period| (now + period, Some(period))));
            EXPIRIES.handle(0, now);
        }
        now
    }

    fn ticks_per_second(&self) -> u64 {
        self.threads.ticks_per_second()
    }
}

impl Machine for Timed {
    fn run_on(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        self.threads.run_on(count, work);
    }

    fn report(&self, record: &Record<'_>) {
        self.threads.report(record);
    }
}

impl Timer for Timed {
    fn once(&self, ticks: u64) {
        match self.twin {
            Twin::Early => self.set(ticks / 2, None),
            Twin::Never => {}
            Twin::Twice => self.set(ticks, Some(ticks)),
            _ => self.set(ticks, None),
        }
    }

    fn every(&self, ticks: u64) {
        let period = match self.twin {
            Twin::HastyPeriod => ticks / 2,
            _ => ticks,
        };
        self.set(period, Some(period));
    }

    fn stop(&self) {
        if self.twin != Twin::GoesOn {
            DUE.set(None);
        }
    }
}

impl Interruptions for Timed {
    fn begin(&self) {}
    fn interrupt(&self) {}
    fn end(&self) {}
}

#[test]
fn a_timer_that_is_due_when_it_comes_is_accepted() {
    let late = Timed::new(Twin::Good).run().expect("the timer is good");
    assert!(late.least <= late.most, "{late:?}");
}

#[test]
fn a_timer_that_comes_when_it_should_not_is_rejected() {
    // The text says by how many ticks, and those of a host's thread vary.
    for (twin, saw) in [
        (Twin::Never, "set to 20000 ticks, did not come"),
        (Twin::Twice, "was set to come once, and came"),
        (Twin::GoesOn, "is stopped, and came"),
    ] {
        assert_rejected(Timed::new(twin).run().map(drop), saw);
    }
}

/// A thread that was not running for a while may find in time what came too early: one try of
/// several shows it.
#[test]
fn a_timer_that_comes_too_early_is_rejected() {
    for (twin, saw) in [
        (Twin::Early, "ticks, came after"),
        (Twin::HastyPeriod, "came 20 times in"),
    ] {
        let rejected = (0..20).find_map(|_| Timed::new(twin).run().err());
        let failure = rejected.expect("one of 20 tries is not disturbed");
        assert_rejected(Err(failure), saw);
    }
}
