//! Watches whether every CPU gets on.
//!
//! Each CPU has a tick, at which it makes a step itself, and looks at its neighbour: the CPU
//! of the next number, and after the last the first. If that has made no step since, it is
//! sent an NMI. One that finds interrupts on is a step, too. A CPU to which so many came
//! without a step between them that they fill the limit reports itself, and ends the run.
//! What that means where a host does not run a CPU, [`Watched`] says.

use core::fmt::{self, Write};
use core::num::NonZeroU64;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use latchwork_kernel_lib::protocol::Outcome;
use latchwork_kernel_lib::{MAX_CPUS, Watched};

use super::frame::TrapFrame;
use super::{backtrace, failure, handlers};
use crate::arch::cpu::apic::{self, Message};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::TICK;
use crate::arch::cpu::{count, timer};
use crate::{console, lock};
use latchwork_kernel_lib::hardware::PerCpu;

/// How often a CPU ticks in a second.
const TICKS: u64 = 10;

/// Whether the interrupt flag is on, in `rflags`.
const INTERRUPTS: u64 = 1 << 9;

/// How many nudges a CPU takes until it counts as stuck; 0 while nobody watches.
static LIMIT: AtomicU64 = AtomicU64::new(0);

/// A CPU that is watched.
struct Own {
    watched: Watched,
    /// Whether its neighbour has sent it an NMI that has not come yet.
    sent: AtomicBool,
    /// Its APIC's id, or [`NOT_JOINED`].
    apic_id: AtomicU32,
}

/// No APIC that can be reached has this id.
const NOT_JOINED: u32 = u32::MAX;

static CPUS: PerCpu<Own> = PerCpu::new(
    [const {
        CachePadded::new(Own {
            watched: Watched::new(),
            sent: AtomicBool::new(false),
            apic_id: AtomicU32::new(NOT_JOINED),
        })
    }; MAX_CPUS],
);

/// Lets the CPUs be watched, so that none does without a step for `seconds`. One CPU alone has
/// no neighbour, and is not watched. Called once, on the boot CPU, before [`join`].
pub(crate) fn begin(seconds: NonZeroU64) {
    if count::count() > 1 {
        handlers::register(TICK, tick).expect("nothing else ticks");
        // Relaxed: whoever is given work after this finds it.
        LIMIT.store(seconds.get() * TICKS, Ordering::Relaxed);
    }
}

/// Has the calling CPU tick, if CPUs are watched: work on it has interrupts on from now on.
/// Each CPU calls it, at the same time as the others.
pub(crate) fn join() {
    if is_on() {
        let own = &CPUS[current_cpu()];
        // Relaxed: as long as the neighbour does not see it, it does not nudge this CPU.
        own.apic_id.store(apic::id(), Ordering::Relaxed);
        own.watched.step();
        timer::tick(TICKS);
    }
}

/// Lets no CPU be found stuck any more: the run is over, and the boot CPU halts for good.
pub(crate) fn end() {
    // Relaxed: nothing else is read on the strength of it.
    LIMIT.store(0, Ordering::Relaxed);
}

/// Whether CPUs are watched: then they work with interrupts on.
pub(crate) fn is_on() -> bool {
    // Relaxed: it is stored before work is given to others, which orders it.
    LIMIT.load(Ordering::Relaxed) > 0
}

/// The calling CPU gets on, though its interrupts are off for long.
pub(crate) fn step() {
    CPUS[current_cpu()].watched.step();
}

/// How often the calling CPU has been nudged since its last step.
pub(crate) fn nudges() -> u64 {
    CPUS[current_cpu()].watched.nudges()
}

/// The CPU that watches CPU `cpu`.
pub(crate) fn neighbour_of(cpu: usize) -> usize {
    cpu.checked_sub(1).unwrap_or(count::count() - 1)
}

/// What a CPU does at its tick.
fn tick() {
    step();
    console::serve();
    let neighbour = &CPUS[(current_cpu() + 1) % count::count()];
    // Relaxed: it is stored once.
    let id = neighbour.apic_id.load(Ordering::Relaxed);
    if id != NOT_JOINED && neighbour.watched.is_to_be_nudged() {
        // One at a time is on its way: else the first to come might find the notes of both,
        // and the second would pass for one that nobody here has sent.
        // Relaxed: sending waits for the stores before it.
        if !neighbour.sent.swap(true, Ordering::Relaxed) {
            apic::send(id, Message::Nmi);
        }
    }
}

/// What an NMI leads to. Returns whether a neighbour has sent it.
pub(super) fn nudged(frame: &TrapFrame) -> bool {
    let own = &CPUS[current_cpu()];
    // Relaxed: the neighbour's store is done when its NMI comes.
    if !own.sent.swap(false, Ordering::Relaxed) {
        return false;
    }
    if frame.rflags & INTERRUPTS != 0 {
        // Its tick may come, and does if its timer is not set to something else.
        own.watched.step();
        return true;
    }
    let nudges = own.watched.nudge();
    // Relaxed: whoever has joined has found it, or that it is over.
    let limit = LIMIT.load(Ordering::Relaxed);
    if limit > 0 && nudges >= limit {
        failure::fail(Outcome::Stuck, |console| describe(console, nudges, frame));
    }
    true
}

fn describe(console: &mut impl Write, nudges: u64, frame: &TrapFrame) -> fmt::Result {
    writeln!(
        console,
        "WATCHDOG: CPU {} does not get on, with interrupts off, for {} s",
        current_cpu(),
        nudges / TICKS
    )?;
    for cpu in 0..count::count() {
        lock::describe_wait(console, cpu)?;
    }
    writeln!(console, "{frame}")?;
    backtrace::print(console, Some(frame.rip), frame.rbp)
}
