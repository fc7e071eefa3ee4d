//! The high precision event timer, of which ACPI tells: a clock, and a device that
//! interrupts by level.

use latchwork_kernel_lib::acpi::Acpi;
use latchwork_kernel_lib::reference::Reference;
use x86_64::VirtAddr;

use crate::arch::memory::paging::AddressSpace;
use crate::cell::BootCell;

static HPET: BootCell<Hpet> = BootCell::new();

/// The timer.
pub(crate) struct Hpet {
    base: VirtAddr,
    hz: u64,
}

/// The offset of a register.
#[derive(Clone, Copy)]
#[repr(u64)]
enum Register {
    /// The counter's period, in femtoseconds.
    Period = 0x004,
    Configuration = 0x010,
    /// A bit for each timer, which interrupts by level: it is active. Written, it no more is.
    Status = 0x020,
    Counter = 0x0f0,
    Timer = 0x100,
    /// A bit for each input of the I/O APIC that the timer may be connected to.
    TimerInputs = 0x104,
    TimerAt = 0x108,
}

/// Finds it, if there is one, and lets it count.
///
/// # Safety
///
/// Called once, before other CPUs start. What ACPI says is true.
pub(super) unsafe fn find(space: &mut AddressSpace, acpi: &Acpi) {
    const SIZE: u64 = 0x400;
    const ENABLE: u32 = 1 << 0;
    const FEMTOSECONDS: u64 = 1_000_000_000_000_000;
    /// That of 10 MHz, which is the least rate.
    const LONGEST: u32 = 100_000_000;
    let Some(address) = acpi.hpet else { return };
    // SAFETY: ACPI says that the registers are there.
    let base = unsafe { space.device(address, SIZE) };
    let hpet = Hpet { base, hz: 0 };
    let period = hpet.read(Register::Period);
    if (1..=LONGEST).contains(&period) {
        hpet.write(Register::Timer, 0);
        // No interrupts but those of its timers.
        hpet.write(Register::Configuration, ENABLE);
        let hz = FEMTOSECONDS / u64::from(period);
        // SAFETY: once.
        unsafe { HPET.set(Hpet { base, hz }) };
    }
}

/// The timer, if there is one.
pub(crate) fn get() -> Option<&'static Hpet> {
    HPET.get()
}

/// The rate of the counter that `ticks` reads.
pub(super) fn rate(ticks: fn() -> u64) -> Option<(&'static str, u64)> {
    let hpet = get()?;
    let reference = Reference {
        name: "HPET",
        hz: hpet.hz,
        bits: 32,
        down: false,
    };
    let rate = reference.measure(ticks, || hpet.read(Register::Counter).into())?;
    Some((reference.name, rate))
}

impl Hpet {
    /// A bit for each input of the I/O APIC to which it may be connected.
    pub(crate) fn inputs(&self) -> u32 {
        self.read(Register::TimerInputs)
    }

    /// Has it interrupt at this input, which is one of [`inputs`](Self::inputs), after so many
    /// microseconds: for as long as it is not [quieted](Self::quiet). Only one CPU at a time
    /// may use it.
    pub(crate) fn interrupt(&self, input: u32, microseconds: u64) {
        const LEVEL: u32 = 1 << 1;
        const ENABLE: u32 = 1 << 2;
        /// Only the counter's lower half is compared.
        const NARROW: u32 = 1 << 8;
        self.write(Register::Timer, LEVEL | NARROW | input << 9);
        let counts = microseconds * self.hz / 1_000_000;
        let at = self.read(Register::Counter).wrapping_add(counts as u32);
        self.write(Register::TimerAt, at);
        self.write(Register::Timer, LEVEL | ENABLE | NARROW | input << 9);
    }

    /// Ends its interrupt. It may come again when the counter has come round.
    pub(crate) fn quiet(&self) {
        self.write(Register::Status, 1);
    }

    /// Has it interrupt no more.
    pub(crate) fn stop(&self) {
        self.quiet();
        self.write(Register::Timer, 0);
    }

    fn read(&self, register: Register) -> u32 {
        let address = self.base + register as u64;
        // SAFETY: the registers are mapped, and reading changes nothing.
        unsafe { address.as_ptr::<u32>().read_volatile() }
    }

    fn write(&self, register: Register, value: u32) {
        let address = self.base + register as u64;
        // SAFETY: the registers are mapped, and the device does not touch memory.
        unsafe { address.as_mut_ptr::<u32>().write_volatile(value) };
    }
}
