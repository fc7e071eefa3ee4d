//! The counterexamples of the controls that shuttle rejects. `cargo xtask test
//! "counterexamples shuttle"` builds and runs this; without `--cfg shuttle` it is empty.
#![cfg(shuttle)]

#[test]
fn every_control_is_rejected_by_the_same_counterexample() {
    latchwork_checks::pinned::controls();
}

#[test]
fn a_replay_says_by_its_status_how_it_ended() {
    let (control, repaired) = (
        "SilentTicket/try_lock/4x3/random",
        "TicketLock/try_lock/4x3/random",
    );
    latchwork_checks::replays::statuses(control, repaired, &["TtasLock/try_lock/4x3/random"]);
}
