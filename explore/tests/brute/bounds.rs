//! How large a program may be.

use crate::program::{Instruction, LOCATIONS, Operation, Program};

/// Accesses of one thread.
pub(crate) const ACCESSES: usize = 4;

/// Fences of one thread.
pub(crate) const FENCES: usize = 2;

/// Instructions are left out at the end of the longest thread until the
/// enumeration meets no more candidates than this: what a program has to show, it
/// shows within a few accesses, and what counts is how many programs there are.
const CANDIDATES: u64 = 10_000;

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

/// About how many candidates a program has: the interleavings of the threads'
/// writes to each location, times what each read may read from. What a
/// read-modify-write reads from follows from where it writes.
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
            let Some(location) = operation.location() else {
                continue;
            };
            let others = program.threads.iter().enumerate();
            let others = others.filter(|&(other, _)| other != index);
            let elsewhere: u64 = others.map(|(_, thread)| writes(thread, location)).sum();
            let sources = 1 + elsewhere + writes(&thread[..slot], location);
            let choices = match operation {
                Operation::Load { .. } => sources,
                // It may be left.
                Operation::Await { .. } => sources + 1,
                // It may fail.
                Operation::CompareExchange { .. } => sources + 1,
                _ => 1,
            };
            bound = bound.saturating_mul(choices);
        }
    }
    bound
}
