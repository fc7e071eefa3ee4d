//! What the CPUs do.

use super::any::AnyCrossCalls;
use super::cpu::Physical;
use super::machine::Machine;
use latchwork_cpu::interrupts;
use latchwork_suite::module::{Calls, Module, Program};
use latchwork_layer::Spec;

/// Each CPU calls all others, and waits.
pub(super) fn calls_all<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.call(cpu, notes);
    })
}

/// Each CPU calls all others, and waits, with interrupts off.
pub(super) fn calls_crossing<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("crossing", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        interrupts::without::<Physical<CPUS>, _>(|| machine.call(cpu, notes));
    })
}

/// Each CPU posts to all others.
pub(super) fn posts<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        machine.post(cpu, notes);
    })
}

/// Each CPU posts to all others while it holds a lock, for which others wait with interrupts off.
pub(super) fn posts_holding<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-holding", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        let _held = machine.lock.lock();
        machine.post(cpu, notes);
    })
}

/// CPU 0 posts to all others, and then calls them.
pub(super) fn posts_and_calls<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("posts-and-calls", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        if cpu == 0 {
            machine.post(cpu, notes);
        }
        machine.call_back(cpu, notes);
    })
}

/// CPU 0 calls all others, and each calls it back before it returns.
pub(super) fn calls_back<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    rounds: usize,
) -> Program<Machine<T, CPUS>> {
    program("calls-back", rounds, |machine, cpu, round, notes| {
        machine.begin(cpu, round, notes);
        if cpu == 0 {
            machine.call_back(cpu, notes);
        }
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
        machine.call(cpu, notes);
    })
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
