//! From the first line of Rust to the end of the run.

use latchwork_kernel_lib::acpi::{Acpi, Processors};
use latchwork_kernel_lib::boot::{MemoryMap, PAGE, Text, Use};
use latchwork_kernel_lib::protocol::{CommandLine, CpuFeature, IN_USE, INTERRUPT, Outcome, UP};
use latchwork_kernel_lib::{Machine, Own};

use super::{loader, screen};
use crate::arch::cpu::vector::APIC_ERROR;
use crate::arch::cpu::{acpi, apic, clock, control, descriptors, io_apic, number, time, timer};
use crate::arch::memory::layout::{self, TRAMPOLINE};
use crate::arch::memory::paging::AddressSpace;
use crate::arch::{smp, trap};
use crate::console::{self, println};
use crate::echo::echo;
use crate::exit::{exit, reset};
use crate::machine::{Cpus, ThisCpu};
use crate::provoke::provoke;
use crate::{interrupt, power, selftest};

/// Where the boot code calls Rust, on the boot CPU: with the number of the loader, and
/// where this has left what it says.
pub(super) extern "sysv64" fn start(loader: u32, address: u32) -> ! {
    // SAFETY: this is the boot CPU, it comes here once, and first of all.
    unsafe { number::install(0) };
    console::init();
    // SAFETY: once, on this CPU.
    unsafe { descriptors::load() };
    // SAFETY: once, before other CPUs start.
    unsafe { trap::idt::build() };
    trap::idt::load();

    // SAFETY: once, before other CPUs start.
    unsafe { control::choose() };
    control::switch_on();
    // SAFETY: once; both come from the entry code, whose tables map low memory.
    let info = unsafe { loader::read(loader, address) };
    let memory = &mut info.memory;
    claim(memory);
    let huge = control::in_use().has(CpuFeature::HugePages);
    // SAFETY: once, and nothing refers to what the boot code's tables alone map: the boot
    // information is a copy.
    let mut space = unsafe { AddressSpace::enter(memory, huge) };
    space.memory().release(Use::Boot);
    if let Some(form) = info.framebuffer {
        // SAFETY: once, and the loader says so.
        let begun = unsafe { screen::begin(&mut space, form) };
        if let Err(error) = begun {
            println!("the loader's screen is not used: {error}");
        }
    }

    let line = command_line(&info.command_line);
    let rsdp = info.rsdp;
    // SAFETY: the address is the loader's, and nobody else uses the tables.
    let acpi = unsafe { tables(&mut space, rsdp) };
    space.memory().release(Use::Acpi);
    let madt = acpi.madt.as_ref();
    // SAFETY: once, with the address that ACPI gives.
    unsafe { apic::init(&mut space, madt.map(|madt| madt.local_apic)) };
    if let Some(madt) = madt {
        // SAFETY: once; nothing but what ACPI says is known of it.
        unsafe { io_apic::init(&mut space, madt) };
    }
    let map = |address| {
        // SAFETY: ACPI says that a device's register is there.
        unsafe { space.device(address, 2) }
    };
    // SAFETY: once; nothing but what ACPI says is known of it.
    unsafe { power::tell(&acpi, map) };
    // SAFETY: once, and as above.
    unsafe { clock::find(&mut space, &acpi) };
    let processors = madt.map_or_else(
        || Processors::only(apic::id()),
        |madt| madt.processors.clone(),
    );
    let errors = trap::handlers::register(APIC_ERROR, apic::forget_errors);
    errors.expect("nothing else handles them");
    interrupt::begin();
    let Some(clock) = time::calibrate() else {
        println!(
            "the kernel needs a clock, one of {}: this machine has none",
            clock::NAMES
        );
        exit(Outcome::Unfit)
    };
    // SAFETY: once, and the time-stamp counter's rate is known.
    unsafe { timer::calibrate() };
    // SAFETY: once, and the space is in use.
    let count = unsafe { smp::start(&mut space, &processors) };
    space.memory().release(Use::Trampoline);
    let cpus = Cpus { count };
    println!("{IN_USE}{}", control::in_use());
    println!("memory: {}", space.memory());
    crate::space::lend(space);
    println!(
        "latchwork {}, {UP}: {}, ticks at {} MHz by the {clock}",
        env!("CARGO_PKG_VERSION"),
        count,
        time::ticks_per_second() / 1_000_000
    );
    run(&cpus, line)
}

/// What ACPI's tables say, if the loader has found them.
///
/// # Safety
///
/// The address is the loader's, and nobody else uses the tables.
unsafe fn tables(space: &mut AddressSpace, rsdp: Option<u64>) -> Acpi {
    // SAFETY: the caller's promise.
    let acpi = rsdp.map(|rsdp| unsafe { acpi::read(space, rsdp) });
    let acpi = acpi.unwrap_or_else(|| {
        println!("the loader does not say where ACPI's tables are");
        Acpi::default()
    });
    if acpi.madt.is_none() {
        println!("only the boot CPU is known, and no device interrupts");
    }
    acpi
}

/// Claims all that the kernel needs from the start on.
fn claim(memory: &mut MemoryMap) {
    let trampoline = TRAMPOLINE..TRAMPOLINE + PAGE;
    for (range, used) in [
        (layout::boot(), Use::Boot),
        (layout::image(), Use::Image),
        (trampoline, Use::Trampoline),
    ] {
        if let Err(error) = memory.claim(range.clone(), used) {
            println!(
                "the kernel needs {range:#x?} for its {}: {error}",
                used.name()
            );
            exit(Outcome::Unfit);
        }
    }
}

fn command_line(text: &Text) -> CommandLine {
    let text = text.as_str().unwrap_or_else(|error| {
        println!("the kernel command line is {error}");
        exit(Outcome::BadCommandLine)
    });
    CommandLine::parse(text).unwrap_or_else(|error| {
        println!("{error}");
        exit(Outcome::BadCommandLine)
    })
}

/// What this machine alone has.
const OWN: Own<'static> = Own {
    tests: selftest::ALL,
    paths: &[(INTERRUPT, interrupt::interrupt)],
    counts: Some(trap::tally::report),
    #[cfg(feature = "stats")]
    locks: &[("console", console::statistics)],
    #[cfg(not(feature = "stats"))]
    locks: &[],
};

/// Does what was asked, and ends the run.
fn run(cpus: &Cpus, line: CommandLine) -> ! {
    if let Some(seconds) = line.watchdog {
        trap::watchdog::begin(seconds);
        cpus.run_on(cpus.count, &|_| trap::watchdog::join());
    }
    if let Some(provocation) = line.provoke {
        cpus.run_on(cpus.count, &|_| provoke(provocation, cpus.count));
    }
    if line.echo && !echo() {
        end(Outcome::TestsFailed);
    }
    let failed = latchwork_kernel_lib::run::<ThisCpu>(cpus, &line.options, OWN);
    match failed {
        0 if line.reset => {
            trap::watchdog::end();
            reset()
        }
        0 => end(Outcome::Passed),
        _ => end(Outcome::TestsFailed),
    }
}

/// Ends a run that has begun.
fn end(outcome: Outcome) -> ! {
    trap::watchdog::end();
    exit(outcome)
}
