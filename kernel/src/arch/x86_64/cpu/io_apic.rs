//! The I/O APICs: how devices interrupt CPUs.
//!
//! A device has a line, which leads to an input of an I/O APIC; the input has an entry, which
//! says to which CPU an interrupt goes, and by which vector.

use arrayvec::ArrayVec;
use latchwork_kernel_lib::acpi::{self, Line, Madt};
use latchwork_kernel_lib::apic::{MASKED, redirection};
use latchwork_lock::{InterruptsOff, Mutex};
use x86_64::VirtAddr;

use crate::arch::memory::paging::AddressSpace;
use crate::cell::BootCell;
use crate::lock::KernelLock;

static IO_APICS: BootCell<IoApics> = BootCell::new();

/// All that there are, and how devices are connected to them.
struct IoApics {
    madt: Madt,
    /// Those of the MADT, in its order. A handler may mask its own input.
    each: Mutex<ArrayVec<IoApic, { Madt::IO_APICS }>, KernelLock, InterruptsOff>,
}

struct IoApic {
    /// What is written to the first register is the number of the one that the second is.
    base: VirtAddr,
    /// The number of its first input among those of the whole system.
    first: u32,
    /// How many inputs it has.
    inputs: u32,
}

/// Why an interrupt cannot be sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unroutable {
    /// No I/O APIC has this input.
    Input(u32),
    /// The CPU's APIC id has more than 8 bits.
    Cpu(u32),
}

/// Finds the I/O APICs, and masks all their inputs.
///
/// # Safety
///
/// Called once, before other CPUs start. What the MADT says is true.
pub(crate) unsafe fn init(space: &mut AddressSpace, madt: &Madt) {
    let map = |found: &acpi::IoApic| {
        // SAFETY: the MADT says that the registers are there.
        let base = unsafe { space.device(found.address, 0x20) };
        IoApic::new(base, found.first)
    };
    let mut each: ArrayVec<_, _> = madt.io_apics.iter().map(map).collect();
    for io_apic in &mut each {
        for input in 0..io_apic.inputs {
            io_apic.set(input, MASKED);
        }
    }
    let io_apics = IoApics {
        madt: madt.clone(),
        each: Mutex::new(each),
    };
    // SAFETY: once.
    unsafe { IO_APICS.set(io_apics) };
}

/// Where the interrupt of the ISA bus's device `irq` arrives, as ACPI says. None if it does not
/// say it, or there is no I/O APIC.
pub(crate) fn named_line(irq: u8) -> Option<Line> {
    IO_APICS.get().and_then(|it| it.madt.named(irq))
}

/// Whether interrupts can be sent to the CPU whose local APIC has the id `cpu`: there is room
/// for 8 bits.
pub(crate) fn reaches(cpu: u32) -> bool {
    redirection(Line::isa(0), 0, cpu).is_some()
}

/// Has the interrupts of the line come to the CPU whose local APIC has the id `cpu`, as
/// `vector`, which has a handler. A line with level must be inactive when the handler returns,
/// or it comes again.
///
/// # Errors
///
/// If there is no such input, or no way from there to that CPU.
pub(crate) fn route(line: Line, vector: u8, cpu: u32) -> Result<(), Unroutable> {
    let entry = redirection(line, vector, cpu).ok_or(Unroutable::Cpu(cpu))?;
    set(line.input, entry)
}

/// Has no more interrupts come from this input.
///
/// # Errors
///
/// If there is no such input.
pub(crate) fn mask(input: u32) -> Result<(), Unroutable> {
    set(input, MASKED)
}

fn set(input: u32, entry: u64) -> Result<(), Unroutable> {
    let io_apics = IO_APICS.get().ok_or(Unroutable::Input(input))?;
    let mut each = io_apics.each.lock();
    let found = each.iter_mut().find_map(|io_apic| {
        let own = input.checked_sub(io_apic.first)?;
        (own < io_apic.inputs).then_some((io_apic, own))
    });
    let (io_apic, own) = found.ok_or(Unroutable::Input(input))?;
    io_apic.set(own, entry);
    Ok(())
}

impl IoApic {
    fn new(base: VirtAddr, first: u32) -> Self {
        const VERSION: u32 = 1;
        let mut io_apic = Self {
            base,
            first,
            inputs: 0,
        };
        io_apic.inputs = (io_apic.read(VERSION) >> 16 & 0xff) + 1;
        io_apic
    }

    /// Sets the entry of its input `input`, which is masked meanwhile.
    fn set(&mut self, input: u32, entry: u64) {
        const ENTRIES: u32 = 0x10;
        let low = ENTRIES + 2 * input;
        self.write(low, MASKED as u32);
        self.write(low + 1, (entry >> 32) as u32);
        self.write(low, entry as u32);
    }

    fn read(&mut self, register: u32) -> u32 {
        self.choose(register);
        // SAFETY: the registers are mapped, and reading changes nothing.
        unsafe { self.value().read_volatile() }
    }

    fn write(&mut self, register: u32, value: u32) {
        self.choose(register);
        // SAFETY: the registers are mapped, and this module writes to them what they are for.
        unsafe { self.value().write_volatile(value) };
    }

    fn choose(&mut self, register: u32) {
        // SAFETY: the registers are mapped, and this is what the first one is for.
        unsafe { self.base.as_mut_ptr::<u32>().write_volatile(register) };
    }

    fn value(&self) -> *mut u32 {
        (self.base + 0x10_u64).as_mut_ptr()
    }
}
