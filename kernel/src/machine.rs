//! The machine, as the kernel library sees it.

use latchwork_cpu::{Cpu, CurrentCpu, Nesting, Nestings, x86_64};
use latchwork_kernel_lib::hardware::{self, CpuSet};
use latchwork_kernel_lib::protocol::{MARK, Record};
use latchwork_kernel_lib::{MAX_CPUS, Machine};
use latchwork_lock::Clock;

use crate::arch::cpu::count::Online;
use crate::arch::cpu::number::current_cpu;
use crate::arch::{cpu::time, smp, trap};
use crate::console::println;

/// The CPU that the caller runs on.
#[derive(Debug)]
pub(crate) struct ThisCpu;

// SAFETY: a CPU reads its own number, no two CPUs have the same one, and work is
// neither preempted nor moved. A handler takes a lock only if whoever takes it elsewhere
// has interrupts off: it then returns before what it interrupts takes one.
unsafe impl CurrentCpu for ThisCpu {
    #[inline(always)]
    fn current() -> usize {
        current_cpu()
    }
}

/// By CPU number, its sections with interrupts off.
static NESTINGS: Nestings<MAX_CPUS> = Nestings::new();

// SAFETY: the flag is the CPU's own, and so is its element of `NESTINGS`; work is not moved.
unsafe impl Cpu for ThisCpu {
    #[inline(always)]
    fn index() -> usize {
        current_cpu()
    }

    #[inline(always)]
    fn interrupts_off() -> bool {
        x86_64::interrupts_off()
    }

    #[inline(always)]
    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { x86_64::interrupts_on() };
    }

    #[inline(always)]
    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        look(NESTINGS.of(current_cpu()))
    }

    fn in_handler() -> bool {
        trap::tally::in_handler()
    }
}

latchwork_cpu::register!(ThisCpu);

impl Clock for ThisCpu {
    #[inline]
    fn ticks() -> u64 {
        time::ticks()
    }
}

/// Every CPU that is up.
#[derive(Debug)]
pub(crate) struct Cpus {
    /// How many there are.
    pub(crate) count: usize,
}

impl hardware::Cpus for Cpus {
    fn present(&self) -> usize {
        Online.present()
    }

    fn online(&self) -> CpuSet {
        Online.online()
    }
}

impl hardware::Clock for Cpus {
    fn ticks(&self) -> u64 {
        time::ticks()
    }

    fn ticks_per_second(&self) -> u64 {
        time::ticks_per_second()
    }
}

impl Machine for Cpus {
    fn run_on(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        assert!(
            0 < count && count <= self.count,
            "work for {count} of {} CPUs",
            self.count
        );
        smp::run_on(count, work);
    }

    fn report(&self, record: &Record<'_>) {
        let mut buffer = [0; 512];
        let length = serde_json_core::to_slice(record, &mut buffer)
            .unwrap_or_else(|error| panic!("a record does not fit its line: {error}: {record:?}"));
        // The serializer was given `str`s and numbers only.
        let json = core::str::from_utf8(&buffer[..length]).expect("JSON is UTF-8");
        println!("{MARK}{json}");
    }
}
