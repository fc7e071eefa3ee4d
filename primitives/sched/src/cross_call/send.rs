//! What calls between CPUs must know of the hardware.

use latchwork_cpu::Cpu;

/// How a CPU interrupts another.
///
/// After `send_interrupt(cpu)` the CPU `cpu` is interrupted, at once or as soon as its
/// interrupts are on, and its handler calls [`CrossCalls::serve`](super::CrossCalls::serve). The
/// handler sees what this CPU wrote before: where the interrupt may overtake stores (the x2APIC
/// of x86-64), the implementation has the fence that keeps it from that. Interrupts that are sent
/// before the first has come may be one.
///
/// Whoever breaks this delays calls, maybe for ever; memory stays sound. It must not panic: a
/// panic ends the program.
pub trait SendInterrupt {
    /// Which CPU this is, and how its interrupts are turned off and on.
    type Cpu: Cpu;

    /// Interrupts `cpu`, which may be the calling one. Called with interrupts off.
    fn send_interrupt(&self, cpu: usize);
}
