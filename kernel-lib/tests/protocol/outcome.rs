//! Exit statuses tell outcomes apart from each other and from QEMU's own.

use latchwork_kernel_lib::protocol::Outcome;

#[test]
fn statuses_are_as_documented() {
    assert_eq!(Outcome::ALL.map(Outcome::status), [33, 35, 37, 39, 41, 43]);
    assert_eq!(Outcome::ALL.map(Outcome::value), [16, 17, 18, 19, 20, 21]);
}

#[test]
fn a_status_leads_back_to_its_outcome_and_any_other_to_none() {
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::of_status(outcome.status()), Some(outcome));
    }
    for status in [-1, 0, 1, 2, 31, 34, 45] {
        assert_eq!(Outcome::of_status(status), None, "{status}");
    }
}
