//! What the CPUs do.

use super::any::AnyCrossCalls;
use super::cpu::Physical;
use super::machine::Machine;
use latchwork_cpu::interrupts;
use latchwork_layer::Spec;
use latchwork_sched::CpuSet;
use latchwork_suite::module::{Calls, Module, Program};

/// Each CPU calls all others, and waits.
pub(super) fn calls_all<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.call(cpu, others(cpu), notes);
    })
}

/// Each CPU calls all others, and waits, with interrupts off.
pub(super) fn calls_crossing<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("crossing", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        interrupts::without::<Physical<CPUS>, _>(|| machine.call(cpu, others(cpu), notes));
    })
}

/// Each CPU calls the next, and waits.
pub(super) fn calls_next<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls-next", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.call(cpu, next(cpu), notes);
    })
}

/// Each CPU calls the next, and waits, with interrupts off.
pub(super) fn calls_in_a_ring<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program(
        "crossing-in-a-ring",
        rounds,
        |machine, cpu, round, notes| {
            machine.begin(cpu, round, notes);
            interrupts::without::<Physical<CPUS>, _>(|| machine.call(cpu, next(cpu), notes));
        },
    )
}

/// CPU 0 calls all others, and waits; CPU 1 posts to the last meanwhile.
pub(super) fn calls_from_one<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls-from-one", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        match cpu {
            0 => machine.call(cpu, others(cpu), notes),
            1 => machine.post(cpu, CpuSet::none().with(CPUS - 1), notes),
            _ => {}
        }
    })
}

/// Each CPU posts to all others.
pub(super) fn posts<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.post(cpu, others(cpu), notes);
    })
}

/// Each CPU posts to the next.
pub(super) fn posts_next<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-next", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.post(cpu, next(cpu), notes);
    })
}

/// Each CPU posts to all others while it holds a lock, for which others wait with interrupts off.
pub(super) fn posts_holding<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-holding", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        let _held = machine.lock.lock();
        machine.post(cpu, others(cpu), notes);
    })
}

/// Each CPU calls all others; before that CPU 0 posts to them.
pub(super) fn posts_and_calls<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-and-calls", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        if cpu == 0 {
            machine.post(cpu, others(cpu), notes);
        }
        machine.call(cpu, others(cpu), notes);
    })
}

/// Each CPU calls all others, and each of them calls it back before it has finished.
pub(super) fn calls_back<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls-back", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.call_back(cpu, notes, |machine, on, back, notes| {
            machine.call(on, back, notes);
        });
    })
}

/// Each CPU calls all others, and each of them posts to it before it has finished.
pub(super) fn posts_back<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-back", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.call_back(cpu, notes, |machine, on, back, notes| {
            machine.post(on, back, notes);
        });
    })
}

/// Each CPU calls all others while it holds a lock, for which others wait with interrupts off:
/// the object cannot help it.
pub(super) fn calls_holding<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls-holding", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        let _held = machine.lock.lock();
        machine.call(cpu, others(cpu), notes);
    })
}

/// Every CPU but `cpu`.
fn others<const CPUS: usize>(cpu: usize) -> CpuSet<CPUS> {
    CpuSet::first(CPUS).without(cpu)
}

/// The CPU behind `cpu`, in a ring.
fn next<const CPUS: usize>(cpu: usize) -> CpuSet<CPUS> {
    CpuSet::none().with((cpu + 1) % CPUS)
}

/// What a CPU does in a round.
type Operation<M> = fn(&M, usize, usize, &Calls<<<M as Module>::Spec as Spec>::Event>);

fn program<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    name: &'static str,
    operations: usize,
    operation: Operation<Machine<T, CPUS>>,
) -> Program<Machine<T, CPUS>> {
    Program {
        name,
        cpus: CPUS,
        operations,
        operation,
    }
}
