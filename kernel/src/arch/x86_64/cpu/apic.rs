//! The local APIC: how CPUs interrupt each other.
//!
//! It is reached through memory (xAPIC) or, where CPUID has it, through model
//! specific registers (x2APIC), which address more CPUs.

use core::arch::asm;
use core::hint::spin_loop;
use core::ptr::null_mut;
use latchwork_atomic::{AtomicPtr, Ordering};
use latchwork_kernel_lib::apic;
use raw_cpuid::CpuId;
use x86_64::VirtAddr;
use x86_64::instructions::interrupts::without_interrupts;
use x86_64::instructions::port::Port;
use x86_64::registers::model_specific::Msr;

use super::vector::{APIC_ERROR, SPURIOUS};
use crate::arch::memory::paging::AddressSpace;
use crate::cell::BootCell;

static LOCAL_APIC: BootCell<LocalApic> = BootCell::new();
/// Where an interrupt is ended, if that is in memory: each interrupt comes here.
static END_OF_INTERRUPT: AtomicPtr<u32> = AtomicPtr::new(null_mut());

/// A way to the calling CPU's local APIC; the same on every CPU.
enum LocalApic {
    Memory(VirtAddr),
    Registers,
}

/// A register's offset in memory; a sixteenth of it is its place among the
/// model specific registers.
#[derive(Clone, Copy)]
#[repr(u16)]
pub(super) enum Register {
    Id = 0x020,
    TaskPriority = 0x080,
    EndOfInterrupt = 0x0b0,
    SpuriousVector = 0x0f0,
    ErrorStatus = 0x280,
    CommandLow = 0x300,
    CommandHigh = 0x310,
    Timer = 0x320,
    LineZero = 0x350,
    Error = 0x370,
    InitialCount = 0x380,
    CurrentCount = 0x390,
    Divide = 0x3e0,
}

/// What a CPU sends to another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Message {
    /// Begin anew, and wait for a [`Message::Startup`].
    Init,
    /// Begin in real mode in this page.
    Startup { page: u8 },
    /// An interrupt that cannot be masked.
    Nmi,
    /// An interrupt.
    Interrupt { vector: u8 },
}

/// In the register of a source of interrupts: it sends none.
pub(super) const MASKED: u32 = 1 << 16;
const LEVEL_ASSERT: u32 = 1 << 14;
/// The register that says where the APIC's registers are in memory, and which mode it is in.
const APIC_BASE: u32 = 0x1b;
const PENDING: u32 = 1 << 12;
const SELF: u32 = 0b01 << 18;
const ALL_BUT_SELF: u32 = 0b11 << 18;
const DELIVER_NMI: u32 = 0b100 << 8;
const DELIVER_INIT: u32 = 0b101 << 8;
const DELIVER_STARTUP: u32 = 0b110 << 8;

impl Message {
    fn command(self) -> u32 {
        match self {
            Self::Init => DELIVER_INIT | LEVEL_ASSERT,
            Self::Startup { page } => DELIVER_STARTUP | LEVEL_ASSERT | u32::from(page),
            Self::Nmi => LEVEL_ASSERT | DELIVER_NMI,
            Self::Interrupt { vector } => LEVEL_ASSERT | u32::from(vector),
        }
    }
}

/// Finds the APIC, whose registers are at physical address `registers`, or where the CPU says
/// if it is none, and turns the boot CPU's on. The legacy interrupt controllers are turned off.
///
/// # Safety
///
/// Called once, before other CPUs start. The address is the firmware's.
pub(crate) unsafe fn init(space: &mut AddressSpace, registers: Option<u64>) {
    let features = CpuId::new().get_feature_info();
    let apic = if features.is_some_and(|features| features.has_x2apic()) {
        LocalApic::Registers
    } else {
        let registers = registers.unwrap_or_else(|| {
            const ADDRESS: u64 = 0x000f_ffff_ffff_f000;
            // SAFETY: every CPU with an APIC has it.
            unsafe { Msr::new(APIC_BASE).read() & ADDRESS }
        });
        // SAFETY: the firmware, or the CPU, says that the registers are there.
        LocalApic::Memory(unsafe { space.device(registers, 0x400) })
    };
    if let LocalApic::Memory(base) = apic {
        let address = base + Register::EndOfInterrupt as u64;
        // Relaxed: the boot CPU stores it before interrupts are on, and before it starts others.
        END_OF_INTERRUPT.store(address.as_mut_ptr(), Ordering::Relaxed);
    }
    // SAFETY: once, before other CPUs start.
    unsafe { LOCAL_APIC.set(apic) };
    for port in [0x21, 0xa1] {
        // SAFETY: this masks all interrupts of a PIC.
        unsafe { Port::<u8>::new(port).write(0xff) };
    }
    enable();
}

/// Turns the calling CPU's APIC on.
pub(crate) fn enable() {
    const ENABLE: u32 = 1 << 8;
    let apic = apic();
    if let LocalApic::Registers = apic {
        apic.enable_registers();
    }
    apic.write(Register::TaskPriority, 0);
    // No interrupts from the legacy controllers, as after a reset.
    apic.write(Register::LineZero, MASKED);
    apic.write(Register::Error, u32::from(APIC_ERROR));
    apic.write(Register::SpuriousVector, ENABLE | u32::from(SPURIOUS));
}

/// The calling CPU's APIC id.
pub(crate) fn id() -> u32 {
    match apic() {
        apic @ LocalApic::Memory(_) => apic.read(Register::Id) >> 24,
        apic @ LocalApic::Registers => apic.read(Register::Id),
    }
}

/// Whether a message can be sent to the CPU whose APIC has that id: where registers are in
/// memory there is room for 8 bits.
pub(crate) fn reaches(id: u32) -> bool {
    match apic() {
        // All that are set mean every CPU.
        LocalApic::Memory(_) => id < u8::MAX.into(),
        LocalApic::Registers => id < u32::MAX,
    }
}

/// Sends a message to the CPU whose APIC has that id, which it must [reach](reaches).
pub(crate) fn send(id: u32, message: Message) {
    apic().command(id, message.command());
}

/// Sends every other CPU an NMI, those included which are not started, and
/// ignore it. Does nothing before there is an APIC.
pub(crate) fn interrupt_others() {
    if let Some(apic) = LOCAL_APIC.get() {
        apic.command(0, ALL_BUT_SELF | LEVEL_ASSERT | DELIVER_NMI);
    }
}

/// Interrupts the calling CPU: now or, while interrupts are off, as soon as they are on.
pub(crate) fn interrupt_self(vector: u8) {
    apic().command(0, SELF | LEVEL_ASSERT | u32::from(vector));
}

/// Lets the APIC deliver the next interrupt.
#[inline(always)]
pub(crate) fn end_of_interrupt() {
    // Relaxed: it was stored before interrupts were on, and does not change.
    let address = END_OF_INTERRUPT.load(Ordering::Relaxed);
    if address.is_null() {
        LocalApic::Registers.write(Register::EndOfInterrupt, 0);
    } else {
        // SAFETY: the register is mapped, and to write to it is what it is for.
        unsafe { address.write_volatile(0) };
    }
}

/// Lets the APIC tell of the next error: what its handler does.
pub(crate) fn forget_errors() {
    apic().write(Register::ErrorStatus, 0);
}

/// Reads a register of the calling CPU's APIC.
pub(super) fn read(register: Register) -> u32 {
    apic().read(register)
}

/// Writes to a register of the calling CPU's APIC.
pub(super) fn write(register: Register, value: u32) {
    apic().write(register, value);
}

fn apic() -> &'static LocalApic {
    LOCAL_APIC
        .get()
        .expect("the APIC is in use before it is found")
}

impl LocalApic {
    fn enable_registers(&self) {
        const ENABLE: u64 = 1 << 11;
        const REGISTERS: u64 = 1 << 10;
        let mut base = Msr::new(APIC_BASE);
        // SAFETY: every CPU with an APIC has it.
        let mut value = unsafe { base.read() };
        // The mode changes in two steps: a disabled APIC is enabled first.
        for mode in [ENABLE, ENABLE | REGISTERS] {
            if value & mode != mode {
                value |= mode;
                // SAFETY: the CPU has x2APIC, and the APIC's address stays.
                unsafe { base.write(value) };
            }
        }
    }

    fn read(&self, register: Register) -> u32 {
        match self {
            Self::Memory(base) => {
                let address = (*base + register as u64).as_ptr::<u32>();
                // SAFETY: the registers are mapped, and reading has no effect.
                unsafe { address.read_volatile() }
            }
            // SAFETY: the register exists, and reading has no effect.
            Self::Registers => unsafe { register.model_specific().read() as u32 },
        }
    }

    fn write(&self, register: Register, value: u32) {
        match self {
            Self::Memory(base) => {
                let address = (*base + register as u64).as_mut_ptr::<u32>();
                // SAFETY: the registers are mapped, and this module writes to
                // them what they are for.
                unsafe { address.write_volatile(value) };
            }
            // SAFETY: the register exists, and this module writes to it what it is for.
            Self::Registers => unsafe { register.model_specific().write(u64::from(value)) },
        }
    }

    fn command(&self, destination: u32, command: u32) {
        match self {
            // A handler that sends, too, must not come between the two halves.
            Self::Memory(_) => without_interrupts(|| {
                let words = apic::command_in_memory(destination, command);
                let [high, low] = words.expect("no message is sent to a CPU out of reach");
                self.write(Register::CommandHigh, high);
                self.write(Register::CommandLow, low);
                while self.read(Register::CommandLow) & PENDING != 0 {
                    spin_loop();
                }
            }),
            Self::Registers => {
                // What was stored before must be seen by whoever is
                // interrupted; unlike a store, this write does not wait for it.
                // SAFETY: every CPU in long mode has the fences.
                unsafe { asm!("mfence", "lfence", options(nostack, preserves_flags)) };
                let value = apic::command(destination, command);
                // SAFETY: the register exists, and the command is this module's.
                unsafe { Register::CommandLow.model_specific().write(value) };
            }
        }
    }
}

impl Register {
    fn model_specific(self) -> Msr {
        Msr::new(0x800 + (self as u32 >> 4))
    }
}
