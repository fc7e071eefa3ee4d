//! Starts every CPU.

use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::acpi::Processors;
use x86_64::PhysAddr;

use super::trampoline::{self, Arguments, STARTUP_PAGE};
use super::{calls, work};
use crate::arch::cpu::apic::Message;
use crate::arch::cpu::{apic, control, count, descriptors, ipi, number, time};
use crate::arch::memory::layout::TRAMPOLINE;
use crate::arch::memory::paging::{self, AddressSpace};
use crate::arch::memory::stacks::STACKS;
use crate::arch::trap::idt;
use crate::console::println;

/// What the manuals give a CPU for an INIT.
const INIT_US: u64 = 10_000;
/// And before a start-up interrupt is repeated.
const STARTUP_US: u64 = 200;
/// How long a CPU may take to come up: it may be a guest's, waiting for a host's.
const PATIENCE_US: u64 = 5_000_000;

/// Starts the other CPUs; returns how many there are then, with this one.
///
/// # Panics
///
/// If one does not come up.
///
/// # Safety
///
/// Called once, on the boot CPU, on the page tables of `space`.
pub(crate) unsafe fn start(space: &mut AddressSpace, processors: &Processors) -> usize {
    let boot_id = apic::id();
    let listed = processors.apic_ids();
    let others = listed.iter().copied().filter(|id| *id != boot_id);
    let out_of_reach = others.clone().filter(|id| !apic::reaches(*id)).count();
    if out_of_reach > 0 {
        println!("without x2APIC {out_of_reach} CPUs cannot be reached: they stay parked");
    }
    let mut others = others.filter(|id| apic::reaches(*id));
    let mut ids = [boot_id; MAX_CPUS];
    let mut count = 1;
    for (id, other) in ids[1..].iter_mut().zip(&mut others) {
        *id = other;
        count += 1;
    }
    let parked = others.count() + processors.unlisted();
    if parked > 0 {
        println!("the image has room for {MAX_CPUS} CPUs: {parked} more stay parked");
    }
    // SAFETY: once.
    unsafe { ipi::know(ids) };
    count::set_present(count);
    calls::begin();
    if count > 1 {
        // SAFETY: as the caller promises.
        unsafe { start_each(space, &ids[..count]) };
    }
    count
}

/// # Safety
///
/// Once, on the boot CPU, in the address space that the others begin in.
unsafe fn start_each(space: &mut AddressSpace, ids: &[u32]) {
    let page = PhysAddr::new(TRAMPOLINE);
    for cpu in 1..ids.len() {
        space.map_stacks(cpu);
    }
    let startup = space.for_startup(page);
    // SAFETY: the page is RAM that was claimed for this.
    unsafe { trampoline::copy() };

    for id in &ids[1..] {
        apic::send(*id, Message::Init);
    }
    time::delay_us(INIT_US);
    for (cpu, id) in ids.iter().copied().enumerate().skip(1) {
        let stack = STACKS[cpu].work().top();
        // SAFETY: the caller's promise, and the CPU before has left the trampoline.
        unsafe { trampoline::tell(Arguments::new(cpu, stack, startup, space.root(), enter)) };
        apic::send(id, Message::Startup { page: STARTUP_PAGE });
        if !time::within_us(STARTUP_US, || work::is_up(cpu)) {
            // A CPU that has begun ignores it.
            apic::send(id, Message::Startup { page: STARTUP_PAGE });
            assert!(
                time::within_us(PATIENCE_US, || work::is_up(cpu)),
                "CPU {cpu} (APIC id {id}) did not come up within {} s",
                PATIENCE_US / 1_000_000
            );
        }
        count::set(cpu + 1);
    }
}

/// Where the trampoline calls Rust.
extern "sysv64" fn enter(cpu: u64, tables: u64) -> ! {
    let cpu = cpu as usize;
    // SAFETY: the image and its stacks are mapped there as they were, and the
    // trampoline has been left for good.
    unsafe { paging::switch_to(PhysAddr::new(tables)) };
    // SAFETY: each CPU is given another number, and comes here once.
    unsafe { number::install(cpu) };
    control::switch_on();
    // SAFETY: once on this CPU.
    unsafe { descriptors::load() };
    idt::load();
    apic::enable();
    work::serve()
}
