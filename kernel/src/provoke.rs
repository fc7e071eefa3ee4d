//! Deliberate failures, each of which must end the run with an error.

use core::arch::asm;
use core::hint::black_box;
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::protocol::Provocation;
use latchwork_lock::{Mutex, TicketLock};

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::SELF_TEST;
use crate::arch::cpu::{apic, time};
use crate::arch::trap::handlers;
use crate::console::println;
use crate::machine::ThisCpu;
use crate::power;

/// Fails as asked, on the calling CPU.
pub(crate) fn provoke(provocation: Provocation) -> ! {
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
    static LOCK: Mutex<(), TicketLock> = Mutex::new(());
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
