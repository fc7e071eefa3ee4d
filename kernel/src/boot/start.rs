//! From the first line of Rust to the end of the run.

use latchwork_kernel_lib::protocol::{CommandLine, Outcome, UP};
use latchwork_kernel_lib::{Machine, Own};

use super::info::BootInfo;
use crate::arch::cpu::vector::APIC_ERROR;
use crate::arch::cpu::{acpi, apic, descriptors, number, time};
use crate::arch::memory::paging::{self, AddressSpace};
use crate::arch::{smp, trap};
use crate::console::{self, println};
use crate::exit::exit;
use crate::machine::{Cpus, ThisCpu};
use crate::provoke::provoke;
use crate::selftest;

/// Where the boot code calls Rust, on the boot CPU.
pub(super) extern "sysv64" fn start(start_info: u32) -> ! {
    // SAFETY: this is the boot CPU, it comes here once, and first of all.
    unsafe { number::install(0) };
    console::init();
    // SAFETY: once, on this CPU.
    unsafe { descriptors::load() };
    // SAFETY: once, before other CPUs start.
    unsafe { trap::idt::build() };
    trap::idt::load();

    // SAFETY: the address is the loader's, and the boot code's tables map low
    // memory; it is not used after they are left.
    let info = unsafe { BootInfo::from_pvh(start_info) };
    let line = command_line(&info);
    let rsdp = info.rsdp();
    // SAFETY: once, and the loader says what is RAM.
    let mut space = unsafe { AddressSpace::new(info.ram()) };
    // SAFETY: the boot information is not used from here on.
    unsafe { paging::switch_to(space.root()) };

    // SAFETY: the address is the loader's.
    let processors = unsafe { acpi::processors(&mut space, rsdp) };
    // SAFETY: once, with the address that ACPI gives.
    unsafe { apic::init(&mut space, processors.local_apic) };
    let errors = trap::handlers::register(APIC_ERROR, apic::forget_errors);
    errors.expect("nothing else handles them");
    time::calibrate();
    // SAFETY: once, and the space is in use.
    let count = unsafe { smp::start(&space, &processors) };
    let cpus = Cpus { count };
    println!(
        "latchwork {}, {UP}: {}, ticks at {} MHz",
        env!("CARGO_PKG_VERSION"),
        count,
        time::ticks_per_second() / 1_000_000
    );
    run(&cpus, line)
}

fn command_line(info: &BootInfo) -> CommandLine {
    let text = info.command_line().unwrap_or_else(|error| {
        println!("the kernel command line is not UTF-8: {error}");
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
    #[cfg(feature = "stats")]
    locks: &[("console", console::statistics)],
    #[cfg(not(feature = "stats"))]
    locks: &[],
};

/// Does what was asked, and ends the run.
fn run(cpus: &Cpus, line: CommandLine) -> ! {
    if let Some(provocation) = line.provoke {
        let last = cpus.count - 1;
        cpus.run_on(cpus.count, &|cpu| {
            if cpu == last {
                provoke(provocation);
            }
        });
    }
    let failed = latchwork_kernel_lib::run::<ThisCpu>(cpus, &line.options, OWN);
    trap::tally::print();
    match failed {
        0 => exit(Outcome::Passed),
        _ => exit(Outcome::TestsFailed),
    }
}
