//! The counterexamples of the controls that shuttle rejects. `cargo xtask test
//! "counterexamples shuttle"` builds and runs this; without `--cfg shuttle` it is empty.
#![cfg(shuttle)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    let program = env!("CARGO_BIN_EXE_latchwork-shuttle-tests");
    latchwork_checks::pinned::controls(program, env!("CARGO_MANIFEST_DIR"));
}
