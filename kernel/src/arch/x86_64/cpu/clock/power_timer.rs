//! The timer of power management, of which ACPI's FADT tells.

use latchwork_kernel_lib::acpi::{Acpi, PowerTimer, Register};
use latchwork_kernel_lib::reference::Reference;
use x86_64::VirtAddr;
use x86_64::instructions::port::Port;

use crate::arch::memory::paging::AddressSpace;
use crate::cell::BootCell;

static TIMER: BootCell<Timer> = BootCell::new();

struct Timer {
    counter: Counter,
    bits: u32,
}

enum Counter {
    Port(u16),
    Memory(VirtAddr),
}

/// Finds it, if there is one.
///
/// # Safety
///
/// Called once, before other CPUs start. What ACPI says is true.
pub(super) unsafe fn find(space: &mut AddressSpace, acpi: &Acpi) {
    let Some(PowerTimer { register, wide }) = acpi.fadt.and_then(|fadt| fadt.timer) else {
        return;
    };
    let counter = match register {
        Register::Port(port) => Counter::Port(port),
        // SAFETY: ACPI says that the register is there.
        Register::Memory(address) => Counter::Memory(unsafe { space.device(address, 4) }),
    };
    let bits = if wide { 32 } else { 24 };
    // SAFETY: once.
    unsafe { TIMER.set(Timer { counter, bits }) };
}

/// The rate of the counter that `ticks` reads.
pub(super) fn rate(ticks: fn() -> u64) -> Option<(&'static str, u64)> {
    let timer = TIMER.get()?;
    let reference = Reference {
        name: "PM timer",
        hz: PowerTimer::HZ,
        bits: timer.bits,
        down: false,
    };
    let rate = reference.measure(ticks, || timer.count())?;
    Some((reference.name, rate))
}

impl Timer {
    fn count(&self) -> u64 {
        let value = match self.counter {
            // SAFETY: it is the counter's, and reading it changes nothing.
            Counter::Port(port) => unsafe { Port::<u32>::new(port).read() },
            // SAFETY: it is mapped, and reading it changes nothing.
            Counter::Memory(address) => unsafe { address.as_ptr::<u32>().read_volatile() },
        };
        value.into()
    }
}
