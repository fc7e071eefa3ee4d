//! The address space that every CPU is in.

use latchwork_kernel_lib::hardware::{Cpus as _, PageTables, Shootdown};
use latchwork_lock::{InterruptsOff, Mutex};

use crate::arch::cpu::count::Online;
use crate::arch::cpu::ipi::Ipi;
use crate::arch::cpu::vector::SHOOTDOWN;
use crate::arch::memory::paging::AddressSpace;
use crate::arch::memory::tlb::ThisTlb;
use crate::arch::trap::handlers;
use crate::lock::KernelLock;
use crate::machine::ThisCpu;

static SPACE: Mutex<Option<AddressSpace>, KernelLock, InterruptsOff<ThisCpu>> = Mutex::new(None);
static FORGET: Shootdown = Shootdown::new();

/// Lends the space to [`change`] from now on, and has every CPU forget what it is asked to.
///
/// Called once, by the boot CPU.
pub(crate) fn lend(space: AddressSpace) {
    let answer = || FORGET.answer::<ThisCpu>(&ThisTlb);
    handlers::register(SHOOTDOWN, answer).expect("nothing else answers it");
    *SPACE.lock() = Some(space);
}

/// Changes the tables. What CPUs have kept of them is another matter: [`forget`].
///
/// # Panics
///
/// If the space has not been lent.
pub(crate) fn change<U>(change: impl FnOnce(&mut dyn PageTables) -> U) -> U {
    let mut space = SPACE.lock();
    change(space.as_mut().expect("the space has been lent"))
}

/// Returns when every CPU has forgotten what it had kept of the page at `page`.
///
/// # Panics
///
/// If interrupts are off.
pub(crate) fn forget(page: u64) {
    FORGET.forget::<ThisCpu>(&ThisTlb, &Ipi(SHOOTDOWN), Online.online(), page);
}
