//! A machine made of threads.

use crate::Machine;
use crate::hardware::{self, CpuSet, Cpus};
use crate::protocol::Record;
use latchwork_cpu::{Cpu, CurrentCpu, Host, Nesting};
use latchwork_lock::Clock;
use std::cell::Cell;
use std::process::abort;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

thread_local! {
    static CPU: Cell<usize> = const { Cell::new(0) };
}

/// The CPU that a thread plays.
#[derive(Debug)]
pub(crate) struct ThisThread;

// SAFETY: a machine's threads have different numbers, from before their work to
// after it, and a lock is used by the threads of one machine only.
unsafe impl CurrentCpu for ThisThread {
    fn current() -> usize {
        CPU.get()
    }
}

impl Clock for ThisThread {
    fn ticks() -> u64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

// SAFETY: a thread of the host has a flag and a nesting of its own.
unsafe impl Cpu for ThisThread {
    fn index() -> usize {
        CPU.get()
    }

    fn interrupts_off() -> bool {
        Host::interrupts_off()
    }

    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { Host::interrupts_on() };
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        Host::with_nesting(look)
    }
}

/// Threads that play CPUs. The thread that makes it plays CPU 0.
#[derive(Debug)]
pub(crate) struct Threads {
    cpus: usize,
    start: Instant,
    ticks_per_second: u64,
    lines: Mutex<Vec<String>>,
    /// One machine at a time: queues of threads stall when others take their cores.
    _alone: MutexGuard<'static, ()>,
}

impl Threads {
    pub(crate) fn new(cpus: usize) -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        // A test that failed has left nothing behind that matters.
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            cpus,
            start: Instant::now(),
            ticks_per_second: 1_000_000_000,
            lines: Mutex::default(),
            _alone: alone,
        }
    }

    /// A machine that takes a hundredth of a second for a whole one: its patience is short.
    pub(crate) fn hasty(cpus: usize) -> Self {
        Self {
            ticks_per_second: 10_000_000,
            ..Self::new(cpus)
        }
    }

    /// Everything that was reported, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

impl Cpus for Threads {
    fn present(&self) -> usize {
        self.cpus
    }

    fn online(&self) -> CpuSet {
        CpuSet::first(self.cpus)
    }
}

impl hardware::Clock for Threads {
    fn ticks(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }

    fn ticks_per_second(&self) -> u64 {
        self.ticks_per_second
    }
}

impl Machine for Threads {
    fn run_on(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        assert!((1..=self.cpus).contains(&count));
        assert_eq!(CPU.get(), 0, "only CPU 0 gives work");
        thread::scope(|scope| {
            for cpu in 1..count {
                scope.spawn(move || {
                    CPU.set(cpu);
                    on_cpu(cpu, work);
                });
            }
            on_cpu(0, work);
        });
    }

    /// Writes the record as the image does.
    fn report(&self, record: &Record<'_>) {
        let mut buffer = [0; 256];
        let length = serde_json_core::to_slice(record, &mut buffer).expect("a record fits");
        let line = String::from_utf8(buffer[..length].to_vec()).expect("JSON is UTF-8");
        self.lines.lock().unwrap().push(line);
    }
}

/// A panic ends the program, as it ends the kernel: the other CPUs may wait for
/// this one.
fn on_cpu(cpu: usize, work: &(dyn Fn(usize) + Sync)) {
    struct Stop;
    impl Drop for Stop {
        fn drop(&mut self) {
            if thread::panicking() {
                abort();
            }
        }
    }
    let _stop = Stop;
    work(cpu);
}
