//! What the model is known to miss, and what no lock of ours can be held against.

use latchwork_coherence::contest::Point;

use super::lab::Lab;
use super::published::{
    K42_48, LKML_CNA, MCS_ALONE, OLS_FIGURE_10, OLS_FIGURE_11, PROPORTIONAL_48,
    PROPORTIONAL_OF_MCS, TICKET_ALONE,
};
use super::row::{Row, Tolerance};
use crate::curves::advice::{MCS, PAIR, TICKET};

const NO_K42: &str =
    "not run: there is no K42 lock here, on which waiters have their nodes on their stacks.";

const NO_PROPORTIONAL: &str = "not run: no lock here waits in proportion to its place. It could not be \
     predicted either: such a lock is steady only if the time that it waits for each place is longer \
     than its homes need to serve all who come back, and the published figures contradict each other \
     as to how long that is.";

const NO_CNA: &str = "not run: there is no lock here that knows the sockets.";

const ALONE: &str = "without contention only accesses cost in the model: it has no instructions between \
                     them, and takes 20 cycles for the compare-exchange of the release, which took 27.";

/// One CPU that does nothing else.
fn point(lock: &str) -> Point {
    Point {
        outside: 0,
        ..Point::new("opteron48", lock, 1)
    }
}

pub(super) fn points() -> Vec<Point> {
    PAIR.map(point).into()
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let cycles = |lock| lab.at(&point(lock)).cycles;
    let alone = |what: String, published, modelled| {
        Row::new(
            OLS_FIGURE_11,
            what,
            published,
            modelled,
            Tolerance::Percent(10.0),
        )
        .may_miss(ALONE)
    };
    let mut rows = vec![
        alone(
            format!("{TICKET}, 1 CPU"),
            (TICKET_ALONE, "cycles"),
            cycles(TICKET),
        ),
        alone(format!("{MCS}, 1 CPU"), (MCS_ALONE, "cycles"), cycles(MCS)),
        alone(
            format!("{MCS}/{TICKET}, 1 CPU"),
            (MCS_ALONE / TICKET_ALONE, "times"),
            cycles(MCS) / cycles(TICKET),
        ),
    ];
    let held_out = Tolerance::Percent(25.0);
    for (what, published, why) in [
        ("K42 lock, 48 CPUs", K42_48, NO_K42),
        (
            "proportional ticket lock, 48 CPUs",
            PROPORTIONAL_48,
            NO_PROPORTIONAL,
        ),
    ] {
        rows.push(Row::not_run(
            OLS_FIGURE_10,
            what,
            (published, "/ms"),
            held_out,
            why,
        ));
    }
    for (source, published) in PROPORTIONAL_OF_MCS {
        let what = "proportional ticket lock/MCS, 48 CPUs";
        rows.push(Row::not_run(
            source,
            what,
            (published, "times"),
            held_out,
            NO_PROPORTIONAL,
        ));
    }
    let flat = Tolerance::Percent(5.0);
    rows.push(Row::not_run(
        LKML_CNA,
        "CNA, one socket/all",
        (1.0, "times"),
        flat,
        NO_CNA,
    ));
    rows
}
