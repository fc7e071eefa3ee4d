use super::*;
use crate::hardware::{Clock, CpuSet, Cpus};
use crate::protocol::Record;
use crate::selftest::Failure;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::Threads;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Nothing is turned on or off: what interrupts a thread is a call.
struct Calls;

impl Interruptions for Calls {
    fn begin(&self) {}

    fn interrupt(&self) {}

    fn end(&self) {}
}

/// A device that interrupts as it is begun.
struct Fake<'a> {
    arrivals: &'a Arrivals,
    often: Often,
    times: u64,
    /// To which CPU it comes that is sent to this one.
    to: fn(usize) -> usize,
    /// How often it comes as it is ended.
    late: u64,
}

impl Device for Fake<'_> {
    fn name(&self) -> &str {
        "fake"
    }

    fn often(&self) -> Often {
        self.often
    }

    fn begin(&self, cpu: usize) -> Verdict {
        for _ in 0..self.times {
            self.arrivals.handle((self.to)(cpu));
        }
        Ok(())
    }

    fn end(&self) {
        for _ in 0..self.late {
            self.arrivals.handle(0);
        }
    }
}

/// A device that comes three times, as the test has it be.
fn tried(often: Often, change: impl FnOnce(&mut Fake<'_>)) -> Verdict {
    let arrivals = Arrivals::new();
    let mut fake = Fake {
        arrivals: &arrivals,
        often,
        times: 3,
        to: |cpu| cpu,
        late: 0,
    };
    change(&mut fake);
    arrivals.run(&Threads::new(4), &fake, |_| true, &Calls)
}

#[test]
fn a_device_comes_as_often_as_it_must() {
    for often in [Often::AtLeast(2), Often::Exactly(3)] {
        assert_accepted(tried(often, |_| {}));
    }
    for (often, said) in [(Often::AtLeast(4), "not 4"), (Often::Exactly(2), "not 2")] {
        assert_rejected(tried(often, |_| {}), said);
    }
    assert_rejected(tried(Often::AtLeast(1), |it| it.times = 0), "0 times");
}

#[test]
fn a_device_that_comes_to_another_cpu_is_rejected() {
    let other = tried(Often::AtLeast(3), |it| it.to = |cpu| cpu % 3);
    assert_rejected(other, "to CPU 3 0 times");
    let both = tried(Often::Exactly(3), |it| it.late = 1);
    assert_rejected(both, "CPU 0 4 times");
    let both = tried(Often::AtLeast(3), |it| it.late = 1);
    assert_rejected(both, "sent to CPU 1, and has come to CPU 0");
}

/// A machine on which a device that was ended comes whenever somebody looks at the clock.
struct Lingering<'a> {
    machine: Threads,
    arrivals: &'a Arrivals,
    is_ended: &'a AtomicBool,
}

impl Cpus for Lingering<'_> {
    fn present(&self) -> usize {
        self.machine.present()
    }

    fn online(&self) -> CpuSet {
        self.machine.online()
    }
}

impl Clock for Lingering<'_> {
    fn ticks(&self) -> u64 {
        // SeqCst: one thread.
        if self.is_ended.load(SeqCst) {
            self.arrivals.handle(0);
        }
        self.machine.ticks()
    }

    fn ticks_per_second(&self) -> u64 {
        self.machine.ticks_per_second()
    }
}

impl Machine for Lingering<'_> {
    fn run_on(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        self.machine.run_on(count, work);
    }

    fn report(&self, record: &Record<'_>) {
        self.machine.report(record);
    }
}

#[test]
fn a_device_that_comes_after_its_end_is_rejected() {
    struct Ended<'a>(&'a AtomicBool);

    impl Device for Ended<'_> {
        fn name(&self) -> &str {
            "lingering"
        }

        fn often(&self) -> Often {
            Often::AtLeast(0)
        }

        fn begin(&self, _cpu: usize) -> Verdict {
            Ok(())
        }

        fn end(&self) {
            // SeqCst: one thread.
            self.0.store(true, SeqCst);
        }
    }

    let (arrivals, is_ended) = (Arrivals::new(), AtomicBool::new(false));
    let machine = Lingering {
        machine: Threads::new(1),
        arrivals: &arrivals,
        is_ended: &is_ended,
    };
    let verdict = arrivals.run(&machine, &Ended(&is_ended), |_| true, &Calls);
    assert_rejected(verdict, "is ended, and comes");
}

#[test]
fn a_device_that_cannot_be_sent_there_is_rejected() {
    struct Lost;

    impl Device for Lost {
        fn name(&self) -> &str {
            "lost"
        }

        fn often(&self) -> Often {
            Often::AtLeast(0)
        }

        fn begin(&self, cpu: usize) -> Verdict {
            match cpu {
                0 => Ok(()),
                _ => Err(Failure::new(format_args!("no way"))),
            }
        }

        fn end(&self) {}
    }

    let arrivals = Arrivals::new();
    let run = |takes: fn(usize) -> bool| arrivals.run(&Threads::new(2), &Lost, takes, &Calls);
    assert_rejected(run(|_| true), "no way");
    assert_accepted(run(|cpu| cpu == 0));
}
