//! The counterexamples of the controls that the explorer rejects. `cargo xtask test
//! "counterexamples explore"` builds and runs this; without `--cfg explore` it is
//! empty.
#![cfg(explore)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    latchwork_checks::pinned::controls();
}

#[test]
fn a_replay_says_by_its_status_how_it_ended() {
    let (control, repaired) = ("RelaxedTicket/lock/2x1", "TicketLock/lock/2x1");
    latchwork_checks::replays::statuses(control, repaired, &[]);
}
