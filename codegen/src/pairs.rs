//! Functions in pairs: through the façade, and written on `core`'s atomics.
//!
//! `tests/codegen.rs` disassembles them. None is inlined, and each has its own
//! name in the symbol table; if the compiler finds two of them identical, it may
//! merge them.

#[cfg(not(debug_assertions))]
use latchwork_lock::order::graph::{Orders, Tracked, Tracker};
use latchwork_lock::order::{Held, Nothing, OrderedMutex};
use latchwork_lock::{CurrentCpu, McsLock, Mutex, RawLock, TicketLock, TtasLock};

use crate::bare::{BareMutex, BareTicket, BareTtas};

/// Acquires and releases Latchwork's ticket lock.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ticket(lock: &TicketLock) {
    let ticket = lock.lock();
    // SAFETY: the ticket comes from this lock, which protects nothing.
    unsafe { lock.unlock(ticket) };
}

/// A ticket acquired and released on `core`'s atomics.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ticket_bare(lock: &BareTicket) {
    let ticket = lock.lock();
    lock.unlock(ticket);
}

/// The known-bad twin: its release costs an instruction more, or another one.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ticket_worse(lock: &BareTicket) {
    let ticket = lock.lock();
    lock.unlock_seq_cst(ticket);
}

/// Increments through `Mutex` and its guard.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_mutex(counter: &Mutex<u64, TicketLock>) {
    let mut value = counter.lock();
    *value = value.wrapping_add(1);
}

/// Increments through the mutex of `lock_api`, 0.5, and its guard.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_lock_api(counter: &lock_api::Mutex<TicketLock, u64>) {
    let mut value = counter.lock();
    *value = value.wrapping_add(1);
}

/// Increments through the mutex of `lock_api`, 0.4, and its guard, which has no token.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_lock_api_04(counter: &lock_api_04::Mutex<TicketLock, u64>) {
    let mut value = counter.lock();
    *value = value.wrapping_add(1);
}

/// An increment under a ticket lock without a guard, on `core`'s atomics.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_mutex_bare(counter: &BareMutex<u64>) {
    counter.with(|value| *value = value.wrapping_add(1));
}

latchwork_lock::lock_order! {
    /// Taken first.
    pub Outer >
    /// Taken under it.
    pub Inner
}

/// Increments through an `OrderedMutex` and its guard.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ordered(counter: &OrderedMutex<Outer, u64, TicketLock>) {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let mut value = counter.lock(&mut held);
    *value = value.wrapping_add(1);
}

/// Increments through one `OrderedMutex`, and in a function through one of a level below.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ordered_across(
    outer: &OrderedMutex<Outer, u64, TicketLock>,
    inner: &OrderedMutex<Inner, u64, TicketLock>,
) {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let (mut value, held) = outer.lock_and(&mut held);
    *value = value.wrapping_add(1);
    increment_ordered(inner, held);
}

#[inline(never)]
fn increment_ordered(inner: &OrderedMutex<Inner, u64, TicketLock>, held: &mut Held<Outer>) {
    let mut value = inner.lock(held);
    *value = value.wrapping_add(1);
}

/// Increments through one `Mutex`, and in a function through another.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_mutex_across(
    outer: &Mutex<u64, TicketLock>,
    inner: &Mutex<u64, TicketLock>,
) {
    let mut value = outer.lock();
    *value = value.wrapping_add(1);
    increment(inner);
}

#[inline(never)]
fn increment(inner: &Mutex<u64, TicketLock>) {
    let mut value = inner.lock();
    *value = value.wrapping_add(1);
}

/// A kernel whose locks would be tracked, in a build with debug assertions.
#[cfg(not(debug_assertions))]
#[derive(Clone, Copy, Debug)]
pub struct Kernel;

#[cfg(not(debug_assertions))]
impl Tracker for Kernel {
    type Cpu = latchwork_cpu::Registered;

    fn orders() -> Orders<'static> {
        unreachable!("nothing is noted in this build")
    }
}

/// Increments through a `Mutex` over a tracked lock.
#[cfg(not(debug_assertions))]
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_tracked(counter: &Mutex<u64, Tracked<TicketLock, Kernel>>) {
    let mut value = counter.lock();
    *value = value.wrapping_add(1);
}

/// Acquires and releases Latchwork's TTAS lock.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ttas(lock: &TtasLock) {
    lock.lock();
    // SAFETY: it has been taken here, and protects nothing.
    unsafe { lock.unlock(()) };
}

/// A flag taken and given up on `core`'s atomics.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ttas_bare(lock: &BareTtas) {
    lock.lock();
    lock.unlock();
}

/// The known-bad twin: its release is a read-modify-write, too.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_ttas_worse(lock: &BareTtas) {
    lock.lock();
    lock.unlock_by_exchange();
}

/// The CPU that boots: to ask which one this is costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Boot;

// SAFETY: the test has one thread that uses the lock.
unsafe impl CurrentCpu for Boot {
    #[inline(always)]
    fn current() -> usize {
        0
    }
}

/// Acquires Latchwork's MCS lock.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_mcs_lock(lock: &McsLock<Boot, 4>) {
    let _token = lock.lock();
}

/// Acquires Latchwork's MCS lock and releases it.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn latchwork_codegen_mcs(lock: &McsLock<Boot, 4>) {
    let token = lock.lock();
    // SAFETY: the token comes from this lock, which protects nothing.
    unsafe { lock.unlock(token) };
}
