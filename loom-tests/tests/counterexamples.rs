//! The counterexamples of the controls that loom rejects. `cargo xtask test
//! "counterexamples loom"` builds and runs this; without `--cfg loom` it is empty.
#![cfg(loom)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    latchwork_checks::pinned::controls();
}

#[test]
fn a_replay_says_by_its_status_how_it_ended() {
    let (control, repaired) = ("RelaxedTicket/lock/2x1", "TicketLock/lock/2x1");
    latchwork_checks::replays::statuses(control, repaired, &[]);
}
