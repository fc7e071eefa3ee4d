//! Work that the boot CPU gives to others.
//!
//! Each CPU has a mailbox with two generation counters. The boot CPU sets
//! `assigned` to a new generation; the other does the work, and sets `done` to
//! the same. Nobody ever resets one, so a slow CPU cannot mistake one round for
//! another. Generation [`UP`] is having been started.

use core::cell::UnsafeCell;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicU64, Ordering, SpinHint, WaitUntil};
use latchwork_cpu::Registered;
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::{PerCpu, SendInterrupt, halt_until};
use x86_64::instructions::interrupts;

use crate::arch::cpu::halt::Hlt;
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::WAKE;
use crate::arch::trap::{handlers, watchdog};

/// The generation of a CPU that has been started and has done no work yet.
const UP: u64 = 1;

type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// What a CPU has to do, and what it has done.
struct Mailbox {
    assigned: AtomicU64,
    done: AtomicU64,
}

static MAILBOXES: PerCpu<Mailbox> =
    PerCpu::new([const { CachePadded::new(Mailbox::new()) }; MAX_CPUS]);

/// The work of the latest generation.
static WORK: Slot = Slot(UnsafeCell::new(None));

struct Slot(UnsafeCell<Option<Work<'static>>>);

// SAFETY: the boot CPU writes it while every mailbox is done with; others read
// it while theirs is not. The counters order the two.
unsafe impl Sync for Slot {}

impl Mailbox {
    const fn new() -> Self {
        Self {
            assigned: AtomicU64::new(UP),
            done: AtomicU64::new(0),
        }
    }

    /// Whether this CPU has come up.
    fn is_up(&self) -> bool {
        // Acquire: pairs with the Release in `finish`; without it the boot CPU
        // might change the trampoline's arguments before they are read.
        self.done.load(Ordering::Acquire) >= UP
    }

    fn assign(&self, generation: u64) {
        // Release: pairs with the Acquire in `serve`; without it that CPU might
        // see the generation before the work.
        self.assigned.store(generation, Ordering::Release);
    }

    fn finish(&self, generation: u64) {
        // Release: pairs with the Acquire in `is_up` and `wait`; without it the
        // boot CPU might not see what the work wrote, or end the work's life
        // too early.
        self.done.store(generation, Ordering::Release);
    }

    fn wait(&self, generation: u64) {
        // Acquire: pairs with the Release in `finish`.
        self.done
            .wait_until::<SpinHint>(Ordering::Acquire, |done| done == generation);
    }
}

/// Whether CPU `cpu` has come up.
pub(super) fn is_up(cpu: usize) -> bool {
    MAILBOXES[cpu].is_up()
}

/// Runs `work` on the CPUs `0..count`, all of which are up, and waits for them.
/// `wake` ends the sleep of a CPU.
///
/// Called on the boot CPU, and not by work.
pub(super) fn run_on(count: usize, work: Work<'_>, wake: &impl SendInterrupt) {
    assert!(current_cpu() == 0, "only the boot CPU gives work to others");
    // The boot CPU's own mailbox counts the generations.
    let own = &MAILBOXES[0];
    // Relaxed, both: no other CPU accesses it.
    let generation = own.assigned.load(Ordering::Relaxed) + 1;
    assert!(
        own.done.load(Ordering::Relaxed) + 1 == generation,
        "work gives work to others"
    );
    own.assigned.store(generation, Ordering::Relaxed);

    // SAFETY: nobody uses it longer than this call lasts: it returns after all
    // of them have finished, and a panic does not unwind.
    let work: Work<'static> = unsafe { core::mem::transmute::<Work<'_>, Work<'static>>(work) };
    // SAFETY: every other CPU is done with the previous work.
    unsafe { *WORK.0.get() = Some(work) };
    let others = || MAILBOXES.iter().enumerate().take(count).skip(1);
    for (cpu, other) in others() {
        other.assign(generation);
        wake.send(cpu);
    }
    work(0);
    let_interrupts_come();
    for (_, other) in others() {
        other.wait(generation);
    }
    // Relaxed: no other CPU accesses it.
    own.done.store(generation, Ordering::Relaxed);
}

/// Marks the boot CPU as started, and lets others be woken.
pub(super) fn begin() {
    // All that the interrupt does is to end the sleep.
    handlers::register(WAKE, || {}).expect("nothing else wakes CPUs");
    MAILBOXES[0].finish(UP);
}

/// Turns interrupts on if CPUs are watched: their ticks tell others that they get on. Work
/// may leave them off.
fn let_interrupts_come() {
    if watchdog::is_on() {
        interrupts::enable();
    }
}

/// Does the calling CPU's work for good, and sleeps while there is none.
pub(super) fn serve() -> ! {
    let cpu = current_cpu();
    let mailbox = &MAILBOXES[cpu];
    let mut done = UP;
    mailbox.finish(done);
    loop {
        // Work begins with interrupts off, however the last has left them.
        interrupts::disable();
        // Acquire: pairs with the Release in `assign`.
        let assigned = || mailbox.assigned.load(Ordering::Acquire);
        halt_until::<Registered>(&Hlt, || assigned() != done);
        let assigned = assigned();
        // SAFETY: the work was there before it was assigned, and stays until it
        // is finished.
        let work = unsafe { (*WORK.0.get()).expect("assigned work is there") };
        let_interrupts_come();
        work(cpu);
        done = assigned;
        mailbox.finish(done);
    }
}
