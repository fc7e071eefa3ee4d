//! The counterexamples of the controls that the explorer rejects. `cargo xtask test
//! "counterexamples explore"` builds and runs this; without `--cfg explore` it is
//! empty.
#![cfg(explore)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    let program = env!("CARGO_BIN_EXE_latchwork-explore-tests");
    latchwork_checks::pinned::controls(program, env!("CARGO_MANIFEST_DIR"));
}
