//! Devices interrupt through the I/O APICs.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::acpi::Line;
use latchwork_kernel_lib::selftest::{Arrivals, Device, Failure, MachineTest, Often, Verdict};

use super::interruptions::{OfItself, handle};
use crate::arch::cpu::clock::{hpet, pit};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::{EDGE_TEST, LEVEL_TEST};
use crate::arch::cpu::{io_apic, ipi, time};
use crate::console::println;

/// The PIT interrupts each CPU in turn, by edges, and no other; the HPET does by a level, again
/// for as long as the level is not ended. What the machine does not have is not tried, and a
/// line says so.
pub(super) const TEST: MachineTest = MachineTest {
    name: "io-apic",
    run,
};

/// Interrupts of the PIT, and in a second.
const EDGES: u64 = 5;
const EDGES_PER_SECOND: u16 = 2_000;
/// Handlers that see the HPET's level: the last one ends it.
const LEVELS: u64 = 3;
const LEVEL_US: u64 = 200;

static EDGE: Arrivals = Arrivals::new();
static LEVEL: Arrivals = Arrivals::new();

fn run(machine: &dyn Machine) -> Verdict {
    let takes = |cpu| io_apic::reaches(ipi::apic_id(cpu));
    // The input 0 is what a PIT of which ACPI says nothing would have, but QEMU's microvm, which
    // says nothing, connects it to the input 2.
    match io_apic::named_line(pit::IRQ).filter(|_| pit::counts(time::ticks)) {
        Some(line) => {
            handle(EDGE_TEST, || {
                EDGE.handle(current_cpu());
            })?;
            EDGE.run(machine, &Edges(line), takes, &OfItself)?;
        }
        None => println!("no PIT of which ACPI says where it interrupts: no edges are tried"),
    }
    match hpet::get().and_then(Levels::of) {
        Some(levels) => {
            handle(LEVEL_TEST, || {
                let times = LEVEL.handle(current_cpu());
                if times.is_multiple_of(LEVELS)
                    && let Some(hpet) = hpet::get()
                {
                    hpet.quiet();
                }
            })?;
            LEVEL.run(machine, &levels, takes, &OfItself)
        }
        None => {
            println!("no HPET that interrupts through an I/O APIC: no levels are tried");
            Ok(())
        }
    }
}

/// The PIT, whose interrupts arrive there.
struct Edges(Line);

impl Device for Edges {
    fn name(&self) -> &str {
        "PIT"
    }

    fn often(&self) -> Often {
        Often::AtLeast(EDGES)
    }

    fn begin(&self, cpu: usize) -> Verdict {
        route(self.0, EDGE_TEST, cpu)?;
        pit::every(EDGES_PER_SECOND);
        Ok(())
    }

    fn end(&self) {
        mask(self.0);
        pit::stop();
    }
}

/// A timer of the HPET, whose interrupts arrive there.
struct Levels {
    hpet: &'static hpet::Hpet,
    line: Line,
}

impl Levels {
    /// The timer, if an input that it may be connected to exists.
    fn of(hpet: &'static hpet::Hpet) -> Option<Self> {
        // The first ones are those of old devices, whatever the timer says.
        const OLD: u32 = 16;
        let may = |input: &u32| hpet.inputs() >> input & 1 == 1;
        let input = (OLD..u32::BITS).find(may)?;
        let line = Line {
            input,
            level: true,
            low: false,
        };
        io_apic::mask(input).is_ok().then_some(Self { hpet, line })
    }
}

impl Device for Levels {
    fn name(&self) -> &str {
        "HPET"
    }

    fn often(&self) -> Often {
        Often::Exactly(LEVELS)
    }

    fn begin(&self, cpu: usize) -> Verdict {
        route(self.line, LEVEL_TEST, cpu)?;
        self.hpet.interrupt(self.line.input, LEVEL_US);
        Ok(())
    }

    fn end(&self) {
        self.hpet.stop();
        mask(self.line);
    }
}

fn route(line: Line, vector: u8, cpu: usize) -> Verdict {
    let routed = io_apic::route(line, vector, ipi::apic_id(cpu));
    routed.map_err(|error| Failure::new(format_args!("no way to CPU {cpu}: {error:?}")))
}

fn mask(line: Line) {
    // There is such an input: its interrupts were sent on.
    let _ = io_apic::mask(line.input);
}
