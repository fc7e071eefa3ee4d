//! What all machines have: the FADT.

use super::bytes::{u8_at, u32_at, u64_at};
use super::register::Register;

/// What the FADT says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fadt {
    /// Where the machine's description in AML is.
    pub(super) dsdt: u64,
    /// A timer.
    pub timer: Option<PowerTimer>,
    /// How the machine is told that its power is managed by ACPI.
    pub enable: Option<Enable>,
    /// The registers that switch it off, both if there are two.
    pub control: [Option<Register>; 2],
    /// The register that switches it off instead, where those two are not.
    pub sleep_control: Option<Register>,
    /// What resets it.
    pub reset: Option<Reset>,
}

/// The timer of power management, which counts up at [`PowerTimer::HZ`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerTimer {
    /// Its counter.
    pub register: Register,
    /// Whether it has 32 bits; it has 24 otherwise.
    pub wide: bool,
}

impl PowerTimer {
    /// How often it counts in a second.
    pub const HZ: u64 = 3_579_545;
}

/// What has to be written where so that ACPI manages the machine's power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enable {
    /// The port.
    pub port: u16,
    /// The value.
    pub value: u8,
}

/// What has to be written where so that the machine resets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// The register.
    pub register: Register,
    /// The value.
    pub value: u8,
}

impl Fadt {
    /// The bytes of its first edition.
    pub(super) const LEAST: usize = 116;

    /// Reads the `table`. What it is too short for it does not say.
    pub(super) fn of(table: &[u8]) -> Self {
        const WIDE_TIMER: u32 = 1 << 8;
        const RESET: u32 = 1 << 10;
        const REDUCED: u32 = 1 << 20;
        let flags = u32_at(table, 112).unwrap_or(0);
        let has = |flag| flags & flag != 0;
        // A later edition of a field is believed, if it says something.
        let old = |offset| u32_at(table, offset).and_then(Register::port);
        let either = |new, earlier| Register::at(table, new).or_else(|| old(earlier));
        let fixed = !has(REDUCED);
        let dsdt = u64_at(table, 140).filter(|address| *address != 0);
        let timer = either(208, 76).filter(|_| fixed);
        let port = u32_at(table, 48).and_then(|port| u16::try_from(port).ok());
        let value = u8_at(table, 52).filter(|value| *value != 0);
        let enable = port.filter(|port| *port != 0).zip(value);
        let reset = Register::at(table, 116).zip(u8_at(table, 128));
        Self {
            dsdt: dsdt.unwrap_or_else(|| u32_at(table, 40).map_or(0, u64::from)),
            timer: timer.map(|register| PowerTimer {
                register,
                wide: has(WIDE_TIMER),
            }),
            enable: enable.map(|(port, value)| Enable { port, value }),
            control: [either(172, 64), either(184, 68)].map(|it| it.filter(|_| fixed)),
            sleep_control: Register::at(table, 244).filter(|_| !fixed),
            reset: reset
                .filter(|_| has(RESET))
                .map(|(register, value)| Reset { register, value }),
        }
    }
}
