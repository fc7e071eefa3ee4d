//! Having other CPUs forget translations.

use super::{CpuSet, MAX_CPUS, PerCpu, SendInterrupt, Tlb};
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{AtomicU64, SpinHint, WaitUntil, array, const_fn};
use latchwork_cpu::{Cpu, preemption};

/// Has CPUs forget what they have kept of a page, by an interrupt that each of them answers.
///
/// A machine with an instruction for it needs none of this.
#[derive(Debug)]
pub struct Shootdown<const CPUS: usize = MAX_CPUS>(PerCpu<Requests, CPUS>);

/// What a CPU is asked for. The numbers only grow, so several may ask at a time.
#[derive(Debug)]
struct Requests {
    /// How often it has been asked.
    asked: AtomicU64,
    /// How many of these it has answered.
    answered: AtomicU64,
}

impl<const CPUS: usize> Shootdown<CPUS> {
    const_fn! {
        /// Nobody has been asked for anything.
        pub fn new() -> Self {
            Self(PerCpu::new(array![CachePadded::new(Requests::new()); CPUS]))
        }
    }

    /// What the handler of `interrupt` in [`forget`](Self::forget) does: this CPU forgets all that
    /// it has kept, and says so.
    pub fn answer<C: Cpu>(&self, tlb: &(impl Tlb + ?Sized)) {
        let mine = &self.0[C::index()];
        // Acquire: pairs with the Release in `ask`; without it this CPU might forget first,
        // and then look the former translation up again.
        let asked = mine.asked.load(Acquire);
        tlb.forget_all();
        // Release: pairs with the Acquire in `forget`; without it what this CPU did with the
        // page might come after the page's memory is used otherwise.
        mine.answered.store(asked, Release);
    }

    /// Returns when the CPUs of `cpus`, all of which are online, and the calling one have
    /// forgotten what they had kept of the page at `page`: whatever they do with it afterwards is
    /// by the tables as the caller has left them, and what they did with it before happens before
    /// the return.
    ///
    /// Any number of CPUs may call it at a time, and for each other. Cost: an interrupt to each CPU,
    /// sent to all before the first is awaited; each forgets all its translations.
    ///
    /// # Panics
    ///
    /// If interrupts are off, as they are in a handler: two CPUs that waited so for each other
    /// would wait for ever (the known-bad twin `InterruptsStayOff`).
    #[track_caller]
    pub fn forget<C: Cpu>(
        &self,
        tlb: &(impl Tlb + ?Sized),
        interrupt: &(impl SendInterrupt + ?Sized),
        cpus: CpuSet,
        page: u64,
    ) {
        let are_on = C::interrupts_off();
        assert!(
            are_on,
            "with interrupts off a CPU must not wait for others to forget a translation: one of \
             them may wait for it"
        );
        // SAFETY: they were on, so no section is entered.
        unsafe { C::interrupts_on() };
        preemption::without::<C, _>(|| {
            tlb.forget(page);
            let others = cpus.without(C::index());
            let mut numbers = [0; CPUS];
            for cpu in others.iter() {
                numbers[cpu] = self.0[cpu].ask();
                interrupt.send(cpu);
            }
            for cpu in others.iter() {
                let number = numbers[cpu];
                // Acquire: pairs with the Release in `answer`.
                self.0[cpu]
                    .answered
                    .wait_until::<SpinHint>(Acquire, |answered| answered >= number);
            }
        });
    }
}

impl<const CPUS: usize> Default for Shootdown<CPUS> {
    fn default() -> Self {
        Self::new()
    }
}

impl Requests {
    const_fn! {
        fn new() -> Self {
            Self {
                asked: AtomicU64::new(0),
                answered: AtomicU64::new(0),
            }
        }
    }

    /// Asks once more; the number of that.
    fn ask(&self) -> u64 {
        // Release: pairs with the Acquire in `answer`, for what the caller did to the tables.
        // Whoever asked before is not forgotten: an addition goes on with what they released.
        self.asked.fetch_add(1, Release) + 1
    }
}
