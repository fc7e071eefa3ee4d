//! The ABA problem of the stack without tags is found; with tags it is gone.

use crate::index_stack::Stack;
use latchwork_explore::FailureKind::{DataRace, Panic};
use latchwork_explore::thread::spawn;
use latchwork_explore::{Action, Event, Execution, Explorer, Report};
use std::sync::Arc;

/// Two values are in the stack, 2 on top of 1. One thread pops one value. The
/// other pops two, gives the first one's node back, and pushes 3, which goes into
/// that node. In the end each value must have been popped once.
fn a_node_comes_back<const TAGGED: bool>() -> Report {
    Explorer::new().explore(|| {
        let stack = Arc::new(Stack::<2, TAGGED>::new());
        stack.push(1).unwrap();
        stack.push(2).unwrap();
        let other = Arc::clone(&stack);
        let other = spawn(move || {
            let popped = other.pop();
            popped.map(|popped| popped.value())
        });
        let first = stack.pop();
        let second = stack.pop();
        let mut values: Vec<_> = [&first, &second]
            .into_iter()
            .flatten()
            .map(|popped| popped.value())
            .collect();
        drop(first);
        let pushed = stack.push(3);
        drop(second);
        values.extend(other.join().unwrap());
        while let Some(popped) = stack.pop() {
            values.push(popped.value());
            assert!(
                values.len() <= 3,
                "more values than were pushed: {values:?}"
            );
        }
        values.sort_unstable();
        let expected = if pushed.is_ok() {
            vec![1, 2, 3]
        } else {
            vec![1, 2]
        };
        assert_eq!(values, expected, "each value once");
    })
}

/// Whether an exchange found the value that its thread had read, though that was
/// another write's: A, then B, then A.
fn aba(execution: &Execution) -> bool {
    let read_before = |exchange: &Event, atomic: usize| {
        let earlier = execution
            .events
            .iter()
            .filter(|event| event.thread == exchange.thread && event.index < exchange.index);
        earlier
            .filter_map(|event| match event.action {
                Action::Read {
                    location,
                    value,
                    from,
                    ..
                } if location == atomic => Some((value, from)),
                _ => None,
            })
            .next_back()
    };
    execution.events.iter().any(|event| match event.action {
        Action::Update {
            location,
            read,
            from,
            ..
        } => read_before(event, location)
            .is_some_and(|(value, was_from)| value == read && from != was_from),
        _ => false,
    })
}

#[test]
fn a_node_that_comes_back_is_taken_for_the_same() {
    let report = a_node_comes_back::<false>();
    let failure = report.failure.expect("the ABA problem");
    assert!(
        matches!(failure.kind, DataRace | Panic),
        "{failure}\n{}",
        failure.execution,
    );
    println!("{failure}\n{}", failure.execution);
    assert!(
        aba(&failure.execution),
        "for this reason:\n{}",
        failure.execution
    );
}

#[test]
fn a_tag_tells_it_apart() {
    let report = a_node_comes_back::<true>();
    println!("{} executions, {:.2?}", report.complete, report.elapsed);
    assert!(
        report.ended && report.failure.is_none(),
        "{:?}",
        report.failure
    );
    assert!(report.complete > 100, "the threads met: {report:?}");
}
