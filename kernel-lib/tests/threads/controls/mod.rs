//! Every self-test rejects a lock, or an object over a lock, that breaks the promise
//! which it tests, and accepts one that differs from it only in keeping it.
//!
//! Each self-test has a file here, with its twins.

mod arrival_order;
mod count;
mod machine;
mod queue;
mod quota;
mod ticket_order;
mod try_lock;

use latchwork_kernel_lib::selftest::{LISTED, Verdict};

/// The failure's text must contain `saw`.
#[track_caller]
fn assert_rejected(verdict: Verdict, saw: &str) {
    let failure = verdict.expect_err("a promise is broken");
    let text = failure.as_str();
    assert!(text.contains(saw), "{text:?} does not say {saw:?}");
}

#[track_caller]
fn assert_accepted(verdict: Verdict) {
    verdict.expect("the promise is kept");
}

#[test]
fn every_self_test_has_its_controls() {
    let modules = include_str!("mod.rs");
    for (name, _) in LISTED {
        let module = format!("mod {};", name.replace('-', "_"));
        assert!(
            modules.lines().any(|line| line == module),
            "the self-test {name} has no controls: there is no `{module}` in {}",
            file!()
        );
    }
}
