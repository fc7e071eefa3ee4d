//! What the model is known to miss, and what no lock of ours can be held against.

use latchwork_coherence::contest::Point;

use super::lab::Lab;
use super::published::{
    self, K42_48, MCS_ALONE, OLS_FIGURE_10, OLS_FIGURE_11, PROPORTIONAL_48, PROPORTIONAL_OF_MCS,
    SECOND_CPU, SOSP_FIGURE_5, TICKET_ALONE,
};
use super::row::{Row, Tolerance};
use super::short;
use crate::curves::advice::{MCS, PAIR, TICKET};

const NO_K42: &str =
    "not run: there is no K42 lock here, on which waiters have their nodes on their stacks.";

const NO_OVERHEAD: &str = "not run: what one CPU reaches is set by what the benchmark's loop does \
     between two acquisitions, and that was not published; chosen so that one CPU comes out right \
     (66 cycles), it would be fitted to the figure that it is to explain.";

const PROPORTIONAL: &str = "it saturates, and turns on what is not known: such a lock is steady only if the \
     time that it waits for each place is longer than the homes need to serve all who come back, and \
     the published figures contradict each other as to how long that is.";

const ALONE: &str = "without contention only accesses cost in the model: it has no instructions between \
                     them, and takes 20 cycles for the compare-exchange of the release, which took 27.";

/// The ticket lock that waits 512 cycles for each who is ahead.
const PROPORTIONAL_TICKET: &str = "ProportionalTicket";

/// All CPUs.
const ALL: usize = 48;

/// One CPU that does nothing else.
fn alone(lock: &str) -> Point {
    Point {
        outside: 0,
        ..Point::new("opteron48", lock, 1)
    }
}

/// The holder reads a line and writes it.
fn one_line(lock: &str) -> Point {
    Point {
        lines: 1,
        ..Point::new("opteron48", lock, ALL)
    }
}

pub(super) fn points() -> Vec<Point> {
    let mut points: Vec<Point> = PAIR.map(alone).into();
    points.extend([PROPORTIONAL_TICKET, MCS].map(one_line));
    points.extend(short::starts(PROPORTIONAL_TICKET, ALL));
    points
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let mut rows = by_one_cpu(lab);
    rows.extend(proportional(lab));
    rows.push(Row::not_run(
        OLS_FIGURE_10,
        "K42 lock, 48 CPUs",
        (K42_48, short::UNIT),
        Tolerance::Percent(25.0),
        NO_K42,
    ));
    rows.push(Row::not_run(
        SOSP_FIGURE_5,
        "best lock, 1 CPU/2 CPUs of opteron48",
        (SECOND_CPU, "times"),
        Tolerance::Percent(25.0),
        NO_OVERHEAD,
    ));
    rows
}

/// What an acquisition and its release take without contention.
fn by_one_cpu(lab: &Lab) -> Vec<Row> {
    let cycles = |lock| lab.at(&alone(lock)).cycles;
    let row = |what: String, published, modelled| {
        let tolerance = Tolerance::Percent(10.0);
        Row::new(OLS_FIGURE_11, what, published, modelled, tolerance).may_miss(ALONE)
    };
    let [ticket, mcs] = [cycles(TICKET), cycles(MCS)];
    vec![
        row(format!("{TICKET}, 1 CPU"), (TICKET_ALONE, "cycles"), ticket),
        row(format!("{MCS}, 1 CPU"), (MCS_ALONE, "cycles"), mcs),
        row(
            format!("{MCS}/{TICKET}, 1 CPU"),
            (MCS_ALONE / TICKET_ALONE, "times"),
            mcs / ticket,
        ),
    ]
}

/// The ticket lock that waits in proportion to its place.
fn proportional(lab: &Lab) -> Vec<Row> {
    let row = |source, what: &str, published, modelled| {
        let what = format!("{PROPORTIONAL_TICKET}{what}, {ALL} CPUs");
        let tolerance = Tolerance::Percent(25.0);
        Row::new(source, what, published, modelled, tolerance).may_miss(PROPORTIONAL)
    };
    let [short, short_mcs] = [PROPORTIONAL_TICKET, MCS].map(|it| short::throughput(lab, it, ALL));
    let [line, line_mcs] = [PROPORTIONAL_TICKET, MCS].map(|it| lab.at(&one_line(it)).throughput);
    let times = |published| (published, "times");
    let of = format!("/{MCS}");
    vec![
        row(OLS_FIGURE_10, "", (PROPORTIONAL_48, short::UNIT), short).of(short::point(
            PROPORTIONAL_TICKET,
            ALL,
            1,
        )),
        row(
            OLS_FIGURE_10,
            &of,
            times(PROPORTIONAL_48 / published::MCS[8]),
            short / short_mcs,
        ),
        row(
            SOSP_FIGURE_5,
            &of,
            times(PROPORTIONAL_OF_MCS),
            line / line_mcs,
        ),
    ]
}
