//! A node that is freed too early is found, at once or behind hazard pointers
//! that are not quite right; with right ones there is none.

use crate::pointer_stack::{RIGHT, Reclaim, Stack};
use latchwork_explore::FailureKind::UseAfterFree;
use latchwork_explore::thread::spawn;
use latchwork_explore::{Explorer, Report};
use std::sync::Arc;

/// Two values are in the stack. Two threads pop one each, and the main one pushes
/// another in between. In the end each value must have been popped once.
fn two_threads_pop(reclaim: Reclaim) -> Report {
    Explorer::new().explore(|| {
        let stack = Arc::new(Stack::<2>::new(reclaim));
        let mut handle = stack.handle(0);
        handle.push(1);
        handle.push(2);
        let other = Arc::clone(&stack);
        let other = spawn(move || other.handle(1).pop());
        let mut values: Vec<_> = handle.pop().into_iter().collect();
        handle.push(3);
        values.extend(other.join().unwrap());
        values.extend(std::iter::from_fn(|| handle.pop()).take(3));
        values.sort_unstable();
        assert_eq!(values, [1, 2, 3], "each value once");
    })
}

#[track_caller]
fn uses_freed_memory(what: &str, reclaim: Reclaim) {
    let report = two_threads_pop(reclaim);
    let failure = report
        .failure
        .unwrap_or_else(|| panic!("{what}: passes {} executions", report.complete));
    println!("{what}: {failure}\n{}", failure.execution);
    assert_eq!(failure.kind, UseAfterFree, "{what}: {failure}");
    // Where it is used, and where it was freed.
    assert_eq!(
        failure.message.matches("ports/pointer_stack.rs:").count(),
        2,
        "{failure}",
    );
}

#[test]
fn freed_at_once() {
    uses_freed_memory("at once", Reclaim::AtOnce);
}

/// Hazard pointers as published, but for one thing.
#[test]
fn hazard_pointers_with_a_flaw() {
    let flaws = [
        // The announcement may come after the other thread's look at it: store
        // buffering.
        (
            "without fences",
            Reclaim::Hazards {
                fenced: false,
                validated: true,
                released: true,
            },
        ),
        // The node may have been freed before it was announced.
        (
            "without validation",
            Reclaim::Hazards {
                fenced: true,
                validated: false,
                released: true,
            },
        ),
        // Who sees the next announcement frees the node of the one before it, but
        // need not have seen the end of its use.
        (
            "without a release",
            Reclaim::Hazards {
                fenced: true,
                validated: true,
                released: false,
            },
        ),
    ];
    for (what, reclaim) in flaws {
        uses_freed_memory(what, reclaim);
    }
}

#[test]
fn hazard_pointers_as_published() {
    let report = two_threads_pop(RIGHT);
    println!("{} executions, {:.2?}", report.complete, report.elapsed);
    assert!(
        report.ended && report.failure.is_none(),
        "{:?}",
        report.failure
    );
    assert!(report.complete > 100, "the threads met: {report:?}");
}
