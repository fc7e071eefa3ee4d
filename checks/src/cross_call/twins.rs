//! Calls between CPUs with a slot for each, and a mistake.

use super::any::AnyCrossCalls;
use super::cpu::{Lines, Physical};
use core::array::from_fn;
use latchwork_atomic::{
    AtomicBool, AtomicUsize, Ordering, SpinHint, UnsafeCell, WaitUntil, spin_loop,
};
use latchwork_cpu::{Cpu, interrupts};
use latchwork_layer::Log;
use latchwork_sched::cross_call::CrossCallEvent;
use latchwork_sched::{CpuSet, SendInterrupt};

/// No mistake.
pub(super) const RIGHT: usize = 0;
/// Does not serve while it waits: two CPUs that call each other with interrupts off wait for
/// ever.
pub(super) const DEAF: usize = 1;
/// Forgets a call that is made while the last of the same CPU is being finished: clears the flag
/// when it has run the function.
pub(super) const FORGETFUL: usize = 2;
/// Interrupts nobody.
pub(super) const UNSENT: usize = 3;
/// Says that it has run the function before it does.
pub(super) const HASTY: usize = 4;
/// Returns before the others have run the function.
pub(super) const EARLY: usize = 5;
/// Makes a call where another has not been finished.
pub(super) const OVERWRITING: usize = 6;
/// Refuses, and does not say so in its log.
pub(super) const SILENT: usize = 7;
/// Says that it has run the function, and not what it wrote.
pub(super) const RELAXED: usize = 8;

/// Calls between CPUs, one of each CPU at a time.
pub(super) struct OneSlot<const CPUS: usize, const MISTAKE: usize> {
    lines: Lines<CPUS>,
    slots: [Slot<CPUS>; CPUS],
    log: Log<CrossCallEvent<CPUS>>,
}

type Function = &'static (dyn Fn(usize) + Sync);

/// The call of a CPU.
struct Slot<const CPUS: usize> {
    /// How many have it to finish.
    left: AtomicUsize,
    /// By CPU, whether it has it to start.
    asked: [AtomicBool; CPUS],
    function: UnsafeCell<Option<Function>>,
}

// SAFETY: the function is written while nobody has the call to finish; in a twin perhaps not.
unsafe impl<const CPUS: usize> Sync for Slot<CPUS> {}

impl<const CPUS: usize, const MISTAKE: usize> OneSlot<CPUS, MISTAKE> {
    /// Makes a call, unless another is under way.
    fn begin(&self, cpus: &CpuSet<CPUS>, function: Function, event: CrossCallEvent<CPUS>) -> bool {
        interrupts::without::<Physical<CPUS>, _>(|| {
            let slot = &self.slots[Physical::<CPUS>::index()];
            // Acquire: pairs with the Release in `run`. An update reads the latest number.
            if slot.left.fetch_add(0, Ordering::Acquire) != 0 && MISTAKE != OVERWRITING {
                if let (CrossCallEvent::Post(_), false) = (event, MISTAKE == SILENT) {
                    self.log.append(CrossCallEvent::Refuse(*cpus));
                }
                return false;
            }
            // SAFETY: nobody has the call to finish.
            slot.function
                .with_mut(|place| unsafe { *place = Some(function) });
            // Relaxed: the flags are set after it with Release.
            slot.left.store(cpus.len(), Ordering::Relaxed);
            self.log.append(event);
            for cpu in cpus.iter() {
                // Release: pairs with the Acquire in `run`.
                slot.asked[cpu].store(true, Ordering::Release);
                match MISTAKE {
                    UNSENT => self.lines.note(),
                    _ => self.lines.send_interrupt(cpu),
                }
            }
            true
        })
    }

    /// Whether no call of the calling CPU is under way.
    fn is_over(&self) -> bool {
        let slot = &self.slots[Physical::<CPUS>::index()];
        // Acquire: pairs with the Release in `run`.
        let left = slot
            .left
            .wait_briefly::<SpinHint>(Ordering::Acquire, |left| left == 0, || true);
        left == 0
    }

    fn run(&self, from: usize, cpu: usize) {
        let slot = &self.slots[from];
        let asked = &slot.asked[cpu];
        // Acquire: pairs with the Release in `begin`.
        if !asked.load(Ordering::Acquire) {
            return;
        }
        if MISTAKE != FORGETFUL {
            // Relaxed: set again only after it has been counted down.
            asked.store(false, Ordering::Relaxed);
        }
        // SAFETY: this CPU has it to finish.
        let function = slot.function.with(|place| unsafe { *place });
        self.log.append(CrossCallEvent::Start(from));
        if MISTAKE == HASTY {
            // Release: pairs with the Acquire in `is_over`.
            slot.left.fetch_sub(1, Ordering::Release);
            // Relaxed: a step on the way, at which others can run.
            asked.load(Ordering::Relaxed);
        }
        function.expect("there is a call to start")(cpu);
        if MISTAKE == RELAXED {
            // Relaxed: the mistake.
            slot.left.fetch_sub(1, Ordering::Relaxed);
        } else if MISTAKE != HASTY {
            // Release: pairs with the Acquire in `is_over`.
            slot.left.fetch_sub(1, Ordering::Release);
        }
        self.log.append(CrossCallEvent::Finish(from));
        if MISTAKE == FORGETFUL {
            // Relaxed: the mistake is that it comes so late.
            asked.store(false, Ordering::Relaxed);
        }
    }
}

impl<const CPUS: usize, const MISTAKE: usize> AnyCrossCalls<CPUS> for OneSlot<CPUS, MISTAKE> {
    const SLOTS: usize = 1;

    fn make() -> Self {
        Self {
            lines: Lines::new(),
            slots: from_fn(|_| Slot {
                left: AtomicUsize::new(0),
                asked: from_fn(|_| AtomicBool::new(false)),
                function: UnsafeCell::new(None),
            }),
            log: Log::new(),
        }
    }

    fn lines(&self) -> &Lines<CPUS> {
        &self.lines
    }

    fn call(&self, cpus: &CpuSet<CPUS>, function: &(dyn Fn(usize) + Sync)) {
        // SAFETY: this returns when all have run it; in a twin perhaps earlier.
        let function =
            unsafe { core::mem::transmute::<&(dyn Fn(usize) + Sync), Function>(function) };
        let wait = || {
            while !self.is_over() {
                if MISTAKE != DEAF {
                    self.serve();
                }
                spin_loop();
            }
        };
        while !self.begin(cpus, function, CrossCallEvent::Call(*cpus)) {
            wait();
        }
        if MISTAKE != EARLY {
            wait();
        }
        self.log.append(CrossCallEvent::Return);
    }

    fn post(&self, cpus: &CpuSet<CPUS>, function: Function) -> bool {
        self.begin(cpus, function, CrossCallEvent::Post(*cpus))
    }

    fn serve(&self) {
        let cpu = Physical::<CPUS>::index();
        // Relaxed: `run` looks again.
        if !(self.slots.iter()).any(|slot| slot.asked[cpu].load(Ordering::Relaxed)) {
            return;
        }
        interrupts::without::<Physical<CPUS>, _>(|| {
            (0..CPUS).for_each(|from| self.run(from, cpu));
        });
    }

    fn log(&self) -> &Log<CrossCallEvent<CPUS>> {
        &self.log
    }
}
