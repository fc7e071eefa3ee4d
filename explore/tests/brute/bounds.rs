//! How large a program may be.

use crate::program::{Instruction, LOCATIONS, Operation, Program};

/// Accesses of one thread.
pub(crate) const ACCESSES: usize = 4;

/// Fences of one thread. With four read-modify-writes in each of three threads,
/// which are two events each, a graph still fits its bit matrices.
pub(crate) const FENCES: usize = 2;

/// Instructions are left out at the end of the longest thread until the
/// enumeration meets no more candidates than this: what a program has to show, it
/// shows within a few accesses, and what counts is how many programs there are.
const CANDIDATES: u64 = 20_000;

/// Cuts a program to its bounds.
pub(crate) fn cut(mut program: Program) -> Program {
    for thread in &mut program.threads {
        // Before the first read a guard or the value read last are constants.
        for instruction in thread.iter_mut() {
            instruction.guard = None;
            let operation = &instruction.operation;
            if operation.reads() || matches!(operation, Operation::CellRead { .. }) {
                break;
            }
        }
        let (mut accesses, mut fences) = (0, 0);
        thread.retain(|instruction| {
            let (count, bound) = match instruction.operation {
                Operation::Fence { .. } => (&mut fences, FENCES),
                _ => (&mut accesses, ACCESSES),
            };
            *count += 1;
            *count <= bound
        });
    }
    while bound(&program) > CANDIDATES {
        let longest = program.threads.iter_mut().max_by_key(|thread| thread.len());
        longest.expect("there are threads").pop();
    }
    program
}

/// A bound on the candidates of a program: what each read may read from, whether
/// it fails spuriously, and the interleavings of the threads' writes to each
/// location.
fn bound(program: &Program) -> u64 {
    let writes = |thread: &[Instruction], location| {
        let writes = thread.iter().filter(|instruction| {
            instruction.operation.may_write() && instruction.operation.location() == Some(location)
        });
        writes.count() as u64
    };
    let mut bound: u64 = 1;
    for location in 0..LOCATIONS {
        let mut placed = 0;
        for thread in &program.threads {
            for write in 1..=writes(thread, location) {
                placed += 1;
                bound = bound.saturating_mul(placed) / write;
            }
        }
    }
    for (index, thread) in program.threads.iter().enumerate() {
        for (slot, instruction) in thread.iter().enumerate() {
            let operation = instruction.operation;
            let Some(location) = operation.location().filter(|_| operation.reads()) else {
                continue;
            };
            let others = program
                .threads
                .iter()
                .enumerate()
                .filter(|&(other, _)| other != index);
            let elsewhere: u64 = others.map(|(_, thread)| writes(thread, location)).sum();
            let sources = 1 + elsewhere + writes(&thread[..slot], location);
            let two = matches!(
                operation,
                Operation::CompareExchange { weak: true, .. } | Operation::Await { .. }
            );
            bound = bound.saturating_mul(sources + u64::from(two));
        }
    }
    bound
}
