//! That an execution which is not shown as promised is rejected.

use std::sync::atomic::Ordering::Relaxed;

use latchwork_explore::{Action, Event, Execution};

use crate::interpret::executions;
use crate::observe::graph;
use crate::program::{Instruction, Operand, Operation, Program};
use crate::rules::{MemoryModel, Rules};

/// Thread 1 stores and increments, thread 2 loads the initial value.
fn stale() -> Execution {
    let always = |operation| Instruction {
        guard: None,
        operation,
    };
    let (location, order) = (0, Relaxed);
    let program = Program {
        threads: vec![
            vec![
                always(Operation::Store {
                    location,
                    order,
                    value: Operand::Constant(1),
                }),
                always(Operation::FetchAdd {
                    location,
                    order,
                    amount: 1,
                }),
            ],
            vec![always(Operation::Load { location, order })],
        ],
    };
    let shown = executions(&program, &Rules::of(MemoryModel::Rc11));
    assert_eq!(shown.len(), 3);
    let is_stale = |event: &Event| matches!(event.action, Action::Read { from: None, .. });
    let mut shown = shown.into_iter();
    let stale = shown.find(|execution| execution.events.iter().any(is_stale));
    stale.expect("one of three values")
}

/// Where the event is of which `is` holds.
fn at(execution: &Execution, is: impl Fn(&Action) -> bool) -> usize {
    let found = execution.events.iter().position(|event| is(&event.action));
    found.expect("it is there")
}

#[track_caller]
fn rejected(why: &str, tamper: impl Fn(&mut Execution)) {
    let mut execution = stale();
    let cells = [vec![], vec![]];
    assert!(graph(&execution, &cells, MemoryModel::Rc11).is_ok());
    tamper(&mut execution);
    let said = graph(&execution, &cells, MemoryModel::Rc11).expect_err(why);
    assert!(said.contains(why), "{said}\n{execution}");
}

fn load(execution: &Execution) -> usize {
    at(execution, |action| matches!(action, Action::Read { .. }))
}

fn store(execution: &Execution) -> usize {
    at(execution, |action| matches!(action, Action::Write { .. }))
}

#[test]
fn program_order_is_checked() {
    rejected("out of program order", |execution| {
        let store = store(execution);
        execution.events[store].index = 1;
    });
}

#[test]
fn values_are_checked() {
    rejected("reads what was not written", |execution| {
        let load = load(execution);
        if let Action::Read { value, .. } = &mut execution.events[load].action {
            *value = 1;
        }
    });
    rejected("reads what was not written", |execution| {
        let load = load(execution);
        if let Action::Read { from, .. } = &mut execution.events[load].action {
            *from = Some(0);
        }
    });
}

#[test]
fn newer_writes_are_counted() {
    rejected("are newer than what it reads", |execution| {
        let load = load(execution);
        if let Action::Read { newer, .. } = &mut execution.events[load].action {
            *newer = 1;
        }
    });
}

#[test]
fn modification_order_is_checked() {
    rejected("no modification order", |execution| {
        let update = at(execution, |action| matches!(action, Action::Update { .. }));
        if let Action::Update { position, .. } = &mut execution.events[update].action {
            *position = 2;
        }
    });
}

#[test]
fn a_wait_that_ended_is_not_blocked() {
    rejected("is blocked", |execution| {
        let load = load(execution);
        if let Action::Read { blocked, .. } = &mut execution.events[load].action {
            *blocked = true;
        }
    });
}

#[test]
fn main_is_checked() {
    rejected("the main thread did", |execution| {
        execution.events.pop();
    });
    rejected("the main thread did", |execution| {
        execution.threads += 1;
    });
    rejected("outside of its thread's life", |execution| {
        let last = execution.events.len() - 1;
        let join = at(execution, |action| *action == Action::Join { thread: 2 });
        assert_eq!(join, last);
        let load = load(execution);
        let load = execution.events.remove(load);
        execution.events.push(load);
    });
}

#[test]
fn the_order_of_events_is_checked() {
    rejected("no interleaving", |execution| {
        let (load, store) = (load(execution), store(execution));
        assert!(load < store);
        let mut load = execution.events.remove(load);
        if let Action::Read { newer, .. } = &mut load.action {
            *newer = 1;
        }
        execution.events.insert(store, load);
        for event in &mut execution.events {
            if let Action::Update { from, .. } = &mut event.action {
                *from = Some(store - 1);
            }
        }
    });
}
