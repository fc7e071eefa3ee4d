//! Deliberate failures, each of which must end the run with an error.

use core::arch::asm;
use core::fmt::{self, Display, Formatter};
use core::hint::black_box;
use latchwork_atomic::{AtomicUsize, Ordering};
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::protocol::{Outcome, Provocation};
use latchwork_lock::Mutex;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::SELF_TEST;
use crate::arch::cpu::{apic, time};
use crate::arch::trap::handlers;
use crate::console::println;
use crate::exit::exit;
use crate::lock::KernelLock;
use crate::machine::ThisCpu;
use crate::power;
use crate::selftest::print_torn_lines;

/// Fails as asked, on the last of `cpus` CPUs. Each calls it.
pub(crate) fn provoke(provocation: Provocation, cpus: usize) {
    if current_cpu() + 1 == cpus {
        fail(provocation, cpus);
    } else if provocation == Provocation::PanicAmongSpinners {
        spin_in_a_line();
    }
}

fn fail(provocation: Provocation, cpus: usize) -> ! {
    match provocation {
        Provocation::Panic => panic!("provoked on CPU {}", current_cpu()),
        Provocation::PageFault => read_null(),
        Provocation::Divide => divide_by_zero(),
        Provocation::DoubleFault => {
            black_box(descend(0));
        }
        Provocation::UnexpectedInterrupt => interrupt_unexpectedly(),
        Provocation::TripleFault => power::reset_by_triple_fault(),
        Provocation::HandlerDeadlock => wait_in_handler(),
        Provocation::SelfDeadlock => wait_for_itself(),
        Provocation::PanicAmongSpinners => panic_among_spinners(cpus - 1),
        Provocation::TornLines => tear_lines(),
        Provocation::Hang => println!("CPU {} hangs", current_cpu()),
    }
    loop {
        core::hint::spin_loop();
    }
}

fn read_null() {
    // SAFETY: nothing is mapped there, so nothing is read: the CPU faults.
    unsafe { asm!("mov {0}, [{0}]", inout(reg) 0_u64 => _, options(readonly, nostack)) };
}

fn divide_by_zero() {
    // SAFETY: the CPU faults before a register changes.
    unsafe {
        asm!("div {0:e}", in(reg) 0, inout("eax") 1 => _, inout("edx") 0 => _,
            options(nomem, nostack));
    }
}

/// Comes to a vector that has no handler.
fn interrupt_unexpectedly() {
    // SAFETY: the kernel ends the run, and does not return from it.
    unsafe { asm!("int 0x80") };
}

/// Has a handler take the lock that the code it interrupts holds, with interrupts on.
fn wait_in_handler() {
    static LOCK: Mutex<(), KernelLock> = Mutex::new(());
    let handler = || {
        println!("CPU {} waits for itself", current_cpu());
        drop(LOCK.lock());
    };
    handlers::register(SELF_TEST, handler).expect("no self-test has run");
    let held = LOCK.lock();
    // SAFETY: work is in no section with interrupts off.
    unsafe { ThisCpu::interrupts_on() };
    apic::interrupt_self(SELF_TEST);
    // The interrupt comes in here.
    time::delay_us(1_000_000);
    drop(held);
    println!("CPU {} did not wait for itself", current_cpu());
}

/// Takes a lock twice, with interrupts off.
fn wait_for_itself() {
    static LOCK: Mutex<(), KernelLock> = Mutex::new(());
    ThisCpu::interrupts_off();
    let _held = LOCK.lock();
    println!("CPU {} waits for itself", current_cpu());
    drop(LOCK.lock());
}

/// How many CPUs spin with interrupts off.
static SPINNERS: AtomicUsize = AtomicUsize::new(0);

fn spin() -> ! {
    // Relaxed: a number, on the strength of which nothing is read.
    SPINNERS.fetch_add(1, Ordering::Relaxed);
    loop {
        core::hint::spin_loop();
    }
}

/// Spins where it should be formatted.
struct Spinner;

impl Display for Spinner {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        spin()
    }
}

/// Spins for ever, with interrupts off; the boot CPU in the middle of a line.
fn spin_in_a_line() -> ! {
    ThisCpu::interrupts_off();
    if current_cpu() == 0 {
        println!("half a line{Spinner}");
    }
    spin()
}

/// Panics when all other CPUs spin.
fn panic_among_spinners(others: usize) {
    // Relaxed: a number.
    while SPINNERS.load(Ordering::Relaxed) < others {
        core::hint::spin_loop();
    }
    panic!("all other CPUs spin with interrupts off");
}

/// Prints lines that arrive torn, and ends the run as if all were well.
fn tear_lines() -> ! {
    let torn = print_torn_lines();
    torn.expect("no self-test has run");
    exit(Outcome::Passed)
}

/// Calls itself until the stack's guard page is hit: the page fault then has no
/// stack to be delivered on.
#[inline(never)]
fn descend(depth: u64) -> u64 {
    let local = black_box([depth; 64]);
    if black_box(true) {
        descend(depth + 1) + local[0]
    } else {
        local[0]
    }
}
