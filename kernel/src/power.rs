//! How the machine is switched off, and reset.
//!
//! Nothing here takes a lock or waits for long.

use core::hint::spin_loop;
use latchwork_kernel_lib::acpi::{Acpi, Enable, Register, Reset, SleepTypes};
use x86_64::VirtAddr;
use x86_64::instructions::port::Port;
use x86_64::instructions::tables::lidt;
use x86_64::structures::DescriptorTablePointer;

use crate::cell::BootCell;

/// What ACPI says; empty until it is [told](tell).
static POWER: BootCell<Power> = BootCell::new();
/// How often something is looked at that takes the machine a moment.
const PATIENCE: u32 = 10_000_000;

struct Power {
    off: Option<Off>,
    reset: Option<(Place, u8)>,
}

/// What switches the machine off.
enum Off {
    /// Its one or two control registers, each with its value.
    Control {
        enable: Option<Enable>,
        registers: [Option<(Place, u8)>; 2],
    },
    /// A register of machines that have no other.
    Reduced(Place, u8),
}

/// Where a register is.
#[derive(Clone, Copy)]
enum Place {
    Port(u16),
    Memory(VirtAddr),
}

/// Notes what ACPI says. `map` makes a register accessible.
///
/// # Safety
///
/// Called once, before other CPUs start. What ACPI says is true.
pub(crate) unsafe fn tell(acpi: &Acpi, mut map: impl FnMut(u64) -> VirtAddr) {
    let Some(fadt) = acpi.fadt else { return };
    let mut place = |register| match register {
        Register::Port(port) => Place::Port(port),
        Register::Memory(address) => Place::Memory(map(address)),
    };
    let off = acpi.sleep_types.and_then(|SleepTypes { first, second }| {
        if let Some(register) = fadt.sleep_control {
            return Some(Off::Reduced(place(register), first));
        }
        let [a, b] = fadt.control.map(|it| it.map(&mut place));
        a.or(b)?;
        Some(Off::Control {
            enable: fadt.enable,
            registers: [a.map(|it| (it, first)), b.map(|it| (it, second))],
        })
    });
    let reset = fadt
        .reset
        .map(|Reset { register, value }| (place(register), value));
    // SAFETY: once.
    unsafe { POWER.set(Power { off, reset }) };
}

/// Whether ACPI has said how the machine is switched off.
pub(crate) fn can_switch_off() -> bool {
    POWER.get().is_some_and(|power| power.off.is_some())
}

/// Switches the machine off. Returns if it cannot.
pub(crate) fn switch_off() {
    match POWER.get().and_then(|power| power.off.as_ref()) {
        Some(Off::Reduced(place, kind)) => {
            const ENABLE: u8 = 1 << 5;
            place.write_u8(kind << 2 | ENABLE);
        }
        Some(Off::Control { enable, registers }) => {
            const KIND: u16 = 0b111 << 10;
            const ENABLE: u16 = 1 << 13;
            let registers = || registers.iter().flatten();
            if let Some(enable) = enable {
                take_over(*enable, registers().map(|(place, _)| place));
            }
            // Both must know the kind before either acts on it.
            for (place, kind) in registers() {
                place.write_u16(place.read_u16() & !(KIND | ENABLE) | u16::from(*kind) << 10);
            }
            for (place, _) in registers() {
                place.write_u16(place.read_u16() | ENABLE);
            }
        }
        None => return,
    }
    wait();
}

/// Has ACPI manage the machine's power, if it does not yet.
fn take_over<'a>(Enable { port, value }: Enable, control: impl Iterator<Item = &'a Place>) {
    const MANAGED: u16 = 1 << 0;
    let mut control = control.peekable();
    let Some(first) = control.peek() else { return };
    if first.read_u16() & MANAGED == 0 {
        Place::Port(port).write_u8(value);
        for _ in 0..PATIENCE {
            if first.read_u16() & MANAGED != 0 {
                break;
            }
        }
    }
}

/// Whether ACPI has said how the machine is reset.
pub(crate) fn has_reset_register() -> bool {
    POWER.get().is_some_and(|power| power.reset.is_some())
}

/// Resets the machine as ACPI says. Returns if that does not.
pub(crate) fn reset_by_register() {
    if let Some((place, value)) = POWER.get().and_then(|power| power.reset) {
        place.write_u8(value);
        wait();
    }
}

/// Resets the machine through the keyboard controller. Returns if there is none.
pub(crate) fn reset_by_keyboard_controller() {
    const STATUS: u16 = 0x64;
    const BUSY: u8 = 1 << 1;
    const RESET: u8 = 0xfe;
    for _ in 0..PATIENCE / 100 {
        // SAFETY: reading changes nothing.
        if unsafe { Port::<u8>::new(STATUS).read() } & BUSY == 0 {
            break;
        }
    }
    Place::Port(STATUS).write_u8(RESET);
    wait();
}

/// Resets the machine by an exception that the CPU cannot deliver.
pub(crate) fn reset_by_triple_fault() {
    let empty = DescriptorTablePointer {
        limit: 0,
        base: VirtAddr::zero(),
    };
    // SAFETY: without handlers, the breakpoint below shuts the CPU down, and
    // shutting it down is what is asked.
    unsafe { lidt(&empty) };
    x86_64::instructions::interrupts::int3();
}

/// Gives the machine the time to do what it was told.
fn wait() {
    for _ in 0..PATIENCE {
        spin_loop();
    }
}

impl Place {
    fn read_u16(self) -> u16 {
        match self {
            // SAFETY: ACPI says what the register is for, and reading it changes nothing.
            Self::Port(port) => unsafe { Port::new(port).read() },
            // SAFETY: it is mapped, and as above.
            Self::Memory(address) => unsafe { address.as_ptr::<u16>().read_volatile() },
        }
    }

    fn write_u16(self, value: u16) {
        match self {
            // SAFETY: ACPI says what the register is for, and this is it.
            Self::Port(port) => unsafe { Port::new(port).write(value) },
            // SAFETY: it is mapped, and as above.
            Self::Memory(address) => unsafe { address.as_mut_ptr::<u16>().write_volatile(value) },
        }
    }

    fn write_u8(self, value: u8) {
        match self {
            // SAFETY: ACPI says what the register is for, and this is it.
            Self::Port(port) => unsafe { Port::new(port).write(value) },
            // SAFETY: it is mapped, and as above.
            Self::Memory(address) => unsafe { address.as_mut_ptr::<u8>().write_volatile(value) },
        }
    }
}
