//! What breaks its promises, so that a test of the promise has something to reject:
//! twins that more than one self-test is tried on.

pub(crate) mod flag;
pub(crate) mod racy;

use crate::selftest::Verdict;

/// The failure's text must contain `saw`.
#[track_caller]
pub(crate) fn assert_rejected(verdict: Verdict, saw: &str) {
    let failure = verdict.expect_err("a promise is broken");
    let text = failure.as_str();
    assert!(text.contains(saw), "{text:?} does not say {saw:?}");
}

#[track_caller]
pub(crate) fn assert_accepted(verdict: Verdict) {
    verdict.expect("the promise is kept");
}
