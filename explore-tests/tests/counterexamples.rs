//! The counterexamples of the controls that the explorer rejects. `cargo xtask test
//! "counterexamples explore"` builds and runs this; without `--cfg explore` it is
//! empty.
#![cfg(explore)]

#[path = "../../loom-tests/tests/pinned/mod.rs"]
mod pinned;

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    let program = env!("CARGO_BIN_EXE_latchwork-explore-tests");
    pinned::controls(program, env!("CARGO_MANIFEST_DIR"));
}
