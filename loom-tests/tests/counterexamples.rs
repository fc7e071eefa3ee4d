//! The counterexamples of the controls that loom rejects. `cargo xtask test
//! "counterexamples loom"` builds and runs this; without `--cfg loom` it is empty.
#![cfg(loom)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    let program = env!("CARGO_BIN_EXE_latchwork-loom-tests");
    latchwork_checks::pinned::controls(program, env!("CARGO_MANIFEST_DIR"));
}
