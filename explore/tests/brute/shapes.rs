//! The enumeration on shapes whose counts are known.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use crate::enumerate::{Enumeration, enumerate};
use crate::program::{Condition, Instruction, Operand, Operation, Program};
use crate::rules::{MemoryModel, Rules};

const X: usize = 0;
const Y: usize = 1;
const Z: usize = 2;

fn program<const N: usize>(threads: [&[Instruction]; N]) -> Program {
    Program {
        threads: threads.map(<[_]>::to_vec).to_vec(),
    }
}

fn always(operation: Operation) -> Instruction {
    Instruction {
        guard: None,
        operation,
    }
}

fn load(location: usize, order: Ordering) -> Instruction {
    always(Operation::Load { location, order })
}

fn store(location: usize, value: u64, order: Ordering) -> Instruction {
    let value = Operand::Constant(value);
    always(Operation::Store {
        location,
        order,
        value,
    })
}

fn add(location: usize, order: Ordering) -> Instruction {
    always(Operation::FetchAdd {
        location,
        order,
        amount: 1,
    })
}

fn exchange(weak: bool, expected: u64, new: u64, order: Ordering) -> Instruction {
    always(Operation::CompareExchange {
        location: X,
        weak,
        success: order,
        failure: order,
        expected,
        new: Operand::Constant(new),
    })
}

fn fence(order: Ordering) -> Instruction {
    always(Operation::Fence { order })
}

fn wait(location: usize, order: Ordering) -> Instruction {
    let until = Condition::IsNot(0);
    always(Operation::Await {
        location,
        order,
        until,
    })
}

fn write_cell(value: u64) -> Instruction {
    let value = Operand::Constant(value);
    always(Operation::CellWrite { cell: 0, value })
}

fn read_cell() -> Instruction {
    always(Operation::CellRead { cell: 0 })
}

fn if_last(value: u64, instruction: Instruction) -> Instruction {
    Instruction {
        guard: Some(Condition::Is(value)),
        ..instruction
    }
}

fn explored(program: &Program, model: MemoryModel) -> Enumeration {
    enumerate(program, &Rules::of(model))
}

/// Under RC11 and SC, how many graphs a program without races has.
#[track_caller]
fn counts(program: &Program, rc11: usize, sc: usize) {
    for (model, count) in [(MemoryModel::Rc11, rc11), (MemoryModel::Sc, sc)] {
        let found = explored(program, model);
        assert!(!found.racy, "{model:?}: racy\n{program}");
        assert!(!found.livelock, "{model:?}: waits for ever\n{program}");
        assert_eq!(found.graphs.len(), count, "{model:?}\n{program}");
    }
}

#[test]
fn store_buffering() {
    let shape = |store_order, load_order| {
        program([
            &[store(X, 1, store_order), load(Y, load_order)],
            &[store(Y, 1, store_order), load(X, load_order)],
        ])
    };
    counts(&shape(Relaxed, Relaxed), 4, 3);
    counts(&shape(Release, Acquire), 4, 3);
    counts(&shape(SeqCst, Acquire), 4, 3);
    counts(&shape(SeqCst, SeqCst), 3, 3);
    let fenced = |left, right| {
        program([
            &[store(X, 1, Relaxed), fence(left), load(Y, Relaxed)],
            &[store(Y, 1, Relaxed), fence(right), load(X, Relaxed)],
        ])
    };
    counts(&fenced(SeqCst, SeqCst), 3, 3);
    counts(&fenced(SeqCst, AcqRel), 4, 3);
    let updates = program([
        &[store(X, 1, Relaxed), add(Y, SeqCst)],
        &[store(Y, 1, Relaxed), add(X, SeqCst)],
    ]);
    // The updates read x and y: each reads 0 or 1, and if 0 it comes before the
    // store in modification order.
    counts(&updates, 4, 3);
}

#[test]
fn message_passing() {
    let shape = |store_order, load_order| {
        program([
            &[store(X, 1, Relaxed), store(Y, 1, store_order)],
            &[load(Y, load_order), load(X, Relaxed)],
        ])
    };
    counts(&shape(Relaxed, Relaxed), 4, 3);
    counts(&shape(Release, Relaxed), 4, 3);
    counts(&shape(Release, Acquire), 3, 3);
    counts(&shape(SeqCst, SeqCst), 3, 3);
    let fenced = program([
        &[store(X, 1, Relaxed), fence(Release), store(Y, 1, Relaxed)],
        &[load(Y, Relaxed), fence(Acquire), load(X, Relaxed)],
    ]);
    counts(&fenced, 3, 3);
}

#[test]
fn message_passing_of_a_cell() {
    let shape = |store_order, reader: &[Instruction]| {
        program([&[write_cell(7), store(X, 1, store_order)], reader])
    };
    let guarded = [load(X, Acquire), if_last(1, read_cell())];
    counts(&shape(Release, &guarded), 2, 2);
    assert!(explored(&shape(Relaxed, &guarded), MemoryModel::Rc11).racy);
    counts_sc_only(&shape(Relaxed, &guarded), 2);
    let unguarded = [load(X, Acquire), read_cell()];
    assert!(explored(&shape(Release, &unguarded), MemoryModel::Sc).racy);
    let waits = [wait(X, Acquire), read_cell()];
    counts(&shape(Release, &waits), 1, 1);
    assert!(explored(&shape(Relaxed, &waits), MemoryModel::Rc11).racy);

    // What is read is what was written.
    let found = explored(&shape(Release, &waits), MemoryModel::Rc11);
    let graph = found.graphs.iter().next().expect("there is one");
    assert_eq!(graph.cells, [vec![], vec![7]]);
}

fn counts_sc_only(program: &Program, count: usize) {
    let found = explored(program, MemoryModel::Sc);
    assert!(!found.racy);
    assert_eq!(found.graphs.len(), count);
}

#[test]
fn load_buffering_is_forbidden() {
    let shape = program([
        &[load(X, Relaxed), store(Y, 1, Relaxed)],
        &[load(Y, Relaxed), store(X, 1, Relaxed)],
    ]);
    counts(&shape, 3, 3);
}

#[test]
fn independent_reads_of_independent_writes() {
    let shape = |order_of_store, order_of_load| {
        program([
            &[store(X, 1, order_of_store)],
            &[store(Y, 1, order_of_store)],
            &[load(X, order_of_load), load(Y, order_of_load)],
            &[load(Y, order_of_load), load(X, order_of_load)],
        ])
    };
    counts(&shape(Relaxed, Relaxed), 16, 15);
    counts(&shape(Release, Acquire), 16, 15);
    counts(&shape(SeqCst, SeqCst), 15, 15);
}

#[test]
fn two_and_two_writes() {
    let shape = |order| {
        program([
            &[store(X, 1, order), store(Y, 2, order)],
            &[store(Y, 1, order), store(X, 2, order)],
        ])
    };
    counts(&shape(Relaxed), 4, 3);
    counts(&shape(Release), 4, 3);
    counts(&shape(SeqCst), 3, 3);
}

#[test]
fn happens_before_orders_sc_accesses_over_other_locations() {
    // x = 1 is before y = 1, which is read, before z = 0 is read: all SC accesses
    // are in one order, unless what is in between is at the location of its end.
    let shape = |last, between: &[Instruction]| {
        let reader = [&[load(Y, Acquire)], between, &[load(last, SeqCst)]].concat();
        program([
            &[store(X, 1, SeqCst), store(Y, 1, Release)],
            &reader,
            &[store(last, 2, SeqCst), load(X, SeqCst)],
        ])
    };
    // Two values each for y, z and x. Not all of 1, 0, 0.
    counts(&shape(Z, &[]), 7, 7);
    let rc11 =
        |between: &[Instruction]| explored(&shape(Y, between), MemoryModel::Rc11).graphs.len();
    let allowed = rc11(&[]);
    // The reader reads 1 twice, and 2 is newer; x = 0.
    assert_eq!(rc11(&[fence(Acquire)]), allowed - 1);
    assert_eq!(rc11(&[read_cell()]), allowed - 1);
}

#[test]
fn read_write_causality() {
    let shape = |order| {
        program([
            &[store(X, 1, Relaxed)],
            &[load(X, Relaxed), fence(order), load(Y, Relaxed)],
            &[store(Y, 1, Relaxed), fence(order), load(X, Relaxed)],
        ])
    };
    counts(&shape(AcqRel), 8, 7);
    counts(&shape(SeqCst), 7, 7);
}

#[test]
fn coherence() {
    // A reader never goes back: 6 of 9.
    let reads = program([
        &[store(X, 1, Relaxed), store(X, 2, Relaxed)],
        &[load(X, Relaxed), load(X, Relaxed)],
    ]);
    counts(&reads, 6, 6);
    // The same for each order of the two writes.
    let writers = program([
        &[store(X, 1, Relaxed)],
        &[store(X, 2, Relaxed)],
        &[load(X, Relaxed), load(X, Relaxed)],
    ]);
    counts(&writers, 12, 12);
    // A thread reads its own write, or one that is newer: 1 + 2.
    let own = program([
        &[store(X, 1, Relaxed), load(X, Relaxed)],
        &[store(X, 2, Relaxed)],
    ]);
    counts(&own, 3, 3);
    // A write comes after what was read: the read sees 0 (with two orders) or 2.
    let after = program([
        &[load(X, Relaxed), store(X, 1, Relaxed)],
        &[store(X, 2, Relaxed)],
    ]);
    counts(&after, 3, 3);
}

#[test]
fn updates_are_atomic() {
    let increments = program([&[add(X, Relaxed)], &[add(X, Relaxed)], &[add(X, Relaxed)]]);
    counts(&increments, 6, 6);
    // Before or after the store.
    let store_too = program([&[add(X, Relaxed)], &[store(X, 5, Relaxed)]]);
    counts(&store_too, 2, 2);
}

#[test]
fn compare_exchange_fails_for_a_reason_or_spuriously() {
    // One wins, the other reads 1.
    let strong = exchange(false, 0, 1, Relaxed);
    counts(&program([&[strong], &[strong]]), 2, 2);
    // Besides, the loser may read 0 and fail spuriously, or both may.
    let weak = exchange(true, 0, 1, Relaxed);
    counts(&program([&[weak]]), 2, 2);
    counts(&program([&[weak], &[weak]]), 5, 5);
    // One spurious failure a thread: fail and succeed, or succeed and fail.
    counts(&program([&[weak, weak]]), 2, 2);
    let never = Rules {
        spurious: 0,
        ..Rules::of(MemoryModel::Rc11)
    };
    let found = enumerate(&program([&[weak], &[weak]]), &never);
    assert_eq!(found.graphs.len(), 2);
}

#[test]
fn a_release_sequence_is_continued_by_updates_alone() {
    let shape = |middle: &[Instruction]| {
        let writer = [&[write_cell(7), store(X, 1, Release)], middle].concat();
        program([
            &writer,
            &[exchange(false, 1, 2, Relaxed)],
            &[load(X, Acquire), if_last(2, read_cell())],
        ])
    };
    assert!(!explored(&shape(&[]), MemoryModel::Rc11).racy);
    // C++20: a relaxed store of the same thread ends it.
    let store = store(X, 1, Relaxed);
    assert!(explored(&shape(&[store]), MemoryModel::Rc11).racy);
}

#[test]
fn awaits_end_or_do_not() {
    let both = program([
        &[store(X, 1, Release), wait(Y, Acquire)],
        &[store(Y, 1, Release), wait(X, Acquire)],
    ]);
    counts(&both, 1, 1);
    let crossed = program([
        &[wait(Y, Acquire), store(X, 1, Release)],
        &[wait(X, Acquire), store(Y, 1, Release)],
    ]);
    let found = explored(&crossed, MemoryModel::Rc11);
    assert!(found.livelock);
    assert!(found.graphs.is_empty());
    // It may be missed.
    let missed = program([
        &[store(X, 1, Relaxed), store(X, 0, Relaxed)],
        &[wait(X, Relaxed)],
    ]);
    let found = explored(&missed, MemoryModel::Rc11);
    assert!(found.livelock);
    assert_eq!(found.graphs.len(), 1);
}

#[test]
fn all_accesses_seq_cst_is_sequential_consistency() {
    // Where every access is SC, RC11 allows what is sequentially consistent.
    let shape = program([
        &[store(X, 1, SeqCst), add(Y, SeqCst), load(X, SeqCst)],
        &[store(Y, 1, SeqCst), load(X, SeqCst), store(X, 2, SeqCst)],
        &[load(Y, SeqCst), exchange(true, 1, 3, SeqCst)],
    ]);
    let rc11 = explored(&shape, MemoryModel::Rc11);
    let sc = explored(&shape, MemoryModel::Sc);
    assert!(rc11.graphs.len() > 100);
    assert_eq!(rc11.graphs, sc.graphs);
}
