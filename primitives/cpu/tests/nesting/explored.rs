//! Under the explorer it comes at every place.

use super::twins::{CountFirst, FlagFirst};
use super::{Counted, Sections, nest};
use latchwork_explore::{Explorer, Report};

fn explore<S: Sections>(depth: usize) -> Report {
    Explorer::new().workers(1).explore(move || nest::<S>(depth))
}

fn executions(depth: usize) -> (u64, u64) {
    let report = explore::<Counted>(depth);
    if let Some(failure) = &report.failure {
        panic!("{failure}\n{}", failure.table());
    }
    assert!(report.ended);
    (report.complete, report.blocked)
}

/// Of one section: in front of the turning off, of the load and the store of the depth and the
/// store of the flag; in front of the look whether interrupts are still off (which is made with
/// debug assertions, as these tests are), of the load of the depth, of that of the flag and of
/// the store of the depth; at the end, or never.
#[test]
fn it_comes_anywhere_in_a_section() {
    assert_eq!(executions(1), (4 + 4 + 2, 0));
}

/// A section inside stores no flag and loads none: 3 places as it is entered, and 3 as it is
/// left.
#[test]
fn it_comes_anywhere_in_sections_that_nest() {
    assert_eq!(executions(2), (10 + 3 + 3, 0));
    assert_eq!(executions(3), (10 + 6 + 6, 0));
}

#[test]
fn twins_leave_interrupts_off() {
    for report in [explore::<FlagFirst>(1), explore::<CountFirst>(1)] {
        let failure = report.failure.expect("it comes in between");
        assert!(failure.message.contains("0 sections are left"), "{failure}");
    }
}
