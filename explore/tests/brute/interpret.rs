//! A program as a model.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicU64, fence};
use latchwork_explore::{Execution, Explorer, FailureKind, thread};

use crate::compare::{Exploration, Verdict};
use crate::graph::Graph;
use crate::observe::graph;
use crate::program::{CELLS, Instruction, LOCATIONS, Operation, Program};
use crate::rules::{MemoryModel, Rules};

/// What the threads of a program share.
#[derive(Debug)]
struct Shared {
    atomics: [AtomicU64; LOCATIONS],
    cells: [UnsafeCell<u64>; CELLS],
}

// SAFETY: the threads of a model run on one thread of the host, one at a time; the
// cells' accesses are between two switches.
unsafe impl Sync for Shared {}

// SAFETY: nothing in it belongs to a thread of the host.
unsafe impl Send for Shared {}

thread_local! {
    /// What each thread of the execution that runs on this thread of the host has
    /// read from cells.
    static READ: RefCell<Vec<Vec<u64>>> = const { RefCell::new(Vec::new()) };
}

/// How waits, and what may fail without a reason, are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// As such.
    Awaited,
    /// As loops: a wait loads until the condition holds, and a weak exchange that
    /// has failed without a reason is made again.
    Polled,
}

/// Runs `program` once: main starts its threads, and waits for them.
fn run(program: &Arc<Program>, waits: Waits) {
    // An execution is shown on the thread of the host that ran it.
    READ.set(vec![Vec::new(); program.threads.len()]);
    let shared = Arc::new(Shared {
        atomics: [const { AtomicU64::new(0) }; LOCATIONS],
        cells: [const { UnsafeCell::new(0) }; CELLS],
    });
    let spawn = |number: usize| {
        let (program, shared) = (Arc::clone(program), Arc::clone(&shared));
        thread::spawn(move || {
            let mut last = 0;
            for instruction in &program.threads[number] {
                step(number, instruction, waits, &shared, &mut last);
            }
        })
    };
    let threads: Vec<_> = (0..program.threads.len()).map(spawn).collect();
    for thread in threads {
        thread.join().expect("a failure ends the execution");
    }
}

fn step(thread: usize, instruction: &Instruction, waits: Waits, shared: &Shared, last: &mut u64) {
    if instruction.guard.is_some_and(|guard| !guard.holds(*last)) {
        return;
    }
    let atomics = &shared.atomics;
    match instruction.operation {
        Operation::Load { location, order } => *last = atomics[location].load(order),
        Operation::Await {
            location,
            order,
            until,
        } => match waits {
            Waits::Awaited => {
                *last = atomics[location].await_until(order, |value| until.holds(value));
            }
            Waits::Polled => loop {
                *last = atomics[location].load(order);
                if until.holds(*last) {
                    break;
                }
            },
        },
        Operation::Store {
            location,
            order,
            value,
        } => atomics[location].store(value.value(*last), order),
        Operation::Swap {
            location,
            order,
            value,
        } => *last = atomics[location].swap(value.value(*last), order),
        Operation::FetchAdd {
            location,
            order,
            amount,
        } => *last = atomics[location].fetch_add(amount, order),
        Operation::CompareExchange {
            location,
            weak,
            success,
            failure,
            expected,
            new,
        } => {
            let (atomic, new) = (&atomics[location], new.value(*last));
            let result = match (weak, waits) {
                (false, _) => atomic.compare_exchange(expected, new, success, failure),
                (true, Waits::Awaited) => {
                    atomic.compare_exchange_weak(expected, new, success, failure)
                }
                (true, Waits::Polled) => loop {
                    let result = atomic.compare_exchange_weak(expected, new, success, failure);
                    if result != Err(expected) {
                        break result;
                    }
                },
            };
            *last = result.unwrap_or_else(|value| value);
        }
        Operation::Fence { order } => fence(order),
        Operation::CellRead { cell } => {
            // SAFETY: no other thread runs until this returns.
            *last = shared.cells[cell].with(|value| unsafe { *value });
            READ.with_borrow_mut(|read| read[thread].push(*last));
        }
        Operation::CellWrite { cell, value } => {
            let value = value.value(*last);
            // SAFETY: no other thread runs until this returns.
            shared.cells[cell].with_mut(|cell| unsafe { *cell = value });
        }
    }
}

/// More executions than any of the programs has: an explorer that goes round in
/// circles is to come to an end, too.
const EXECUTIONS: u64 = 100_000;

/// The explorer that goes by `rules`, on one thread of the host.
pub(crate) fn explorer(rules: &Rules) -> Explorer {
    Explorer::new()
        .memory_model(rules.model)
        .spurious_failures(rules.spurious)
        .execution_limit(EXECUTIONS)
        .workers(1)
}

/// What the executions were that an explorer has shown.
#[derive(Debug, Default)]
struct Shown {
    graphs: Vec<Graph>,
    blocked: u64,
    /// What was wrong with one.
    wrong: Option<String>,
}

impl Shown {
    fn add(&mut self, execution: &Execution, complete: bool, model: MemoryModel) {
        if !complete {
            self.blocked += 1;
            return;
        }
        match READ.with_borrow(|cells| graph(execution, cells, model)) {
            Ok(graph) => self.graphs.push(graph),
            Err(why) => self.wrong = Some(format!("{why}\n{execution}")),
        }
    }
}

/// What `explorer` shows and says of `program`.
pub(crate) fn explore(program: &Program, rules: &Rules, explorer: &Explorer) -> Exploration {
    explore_written(program, Waits::Awaited, rules, explorer)
}

/// What `explorer` shows and says of `program`, whose waits are written like this.
pub(crate) fn explore_written(
    program: &Program,
    waits: Waits,
    rules: &Rules,
    explorer: &Explorer,
) -> Exploration {
    let shown = Arc::new(Mutex::new(Shown::default()));
    let (sink, model) = (Arc::clone(&shown), rules.model);
    let watched = explorer.clone().on_execution(move |execution, complete| {
        let mut shown = sink.lock().unwrap_or_else(PoisonError::into_inner);
        shown.add(execution, complete, model);
    });
    let program = Arc::new(program.clone());
    let report = watched.explore(|| run(&program, waits));
    let shown = std::mem::take(&mut *shown.lock().unwrap_or_else(PoisonError::into_inner));

    let counted = report.complete + report.blocked;
    let seen = shown.graphs.len() as u64 + shown.blocked;
    let verdict = match report.failure {
        _ if shown.wrong.is_some() => Verdict::Wrong(shown.wrong.unwrap_or_default()),
        _ if (report.complete, report.blocked) != (shown.graphs.len() as u64, shown.blocked) => {
            Verdict::Wrong(format!("{counted} executions counted, {seen} shown"))
        }
        None if !report.ended => Verdict::Wrong("it did not end".to_owned()),
        None if shown.blocked > 0 && !program.waits() => {
            Verdict::Wrong(format!("{} blocked, but nobody waits", shown.blocked))
        }
        None => Verdict::Complete,
        Some(failure) => {
            let again = explorer
                .replay(&failure.replay, || run(&program, waits))
                .failure;
            match failure.kind {
                _ if again.is_none_or(|again| again.message != failure.message) => {
                    Verdict::Wrong(format!("not replayed: {failure}"))
                }
                FailureKind::DataRace => Verdict::Race,
                FailureKind::Livelock => Verdict::Livelock,
                kind => Verdict::Wrong(format!("{kind:?}: {failure}\n{}", failure.execution)),
            }
        }
    };
    Exploration {
        shown: shown.graphs,
        verdict,
    }
}

/// The executions of `program`, as they are shown.
pub(crate) fn executions(program: &Program, rules: &Rules) -> Vec<Execution> {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&shown);
    let explorer = explorer(rules).on_execution(move |execution, _| {
        let mut shown = sink.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(execution.clone());
    });
    let program = Arc::new(program.clone());
    explorer.explore(|| run(&program, Waits::Awaited));
    std::mem::take(&mut *shown.lock().unwrap_or_else(PoisonError::into_inner))
}
