//! What the tables of all locks share.

use super::subjects::{Family, client, starved, waits};
use crate::table::{Cell, Draw, Row, drawn, left_out};
use latchwork_lock::RawLock;
use latchwork_suite::lock::Client;

/// More CPUs than any exploration of the whole machine reaches.
pub(super) const MANY_CPUS: usize = 64;

/// Not drawn: small.
pub(super) const SMALL: Cell = left_out("too few CPUs to draw schedules of");

/// Not explored: large.
pub(super) const LARGE: Cell = left_out("more executions than there is time for");

/// Not explored: another client says as much.
pub(super) const COVERED: Cell = left_out("larger clients are explored");

/// Not explored: fairness.
pub(super) const FAIRNESS: Cell =
    left_out("about fair schedules: executions are explored whole, fair or not");

/// No comparison: nothing is left out.
pub(super) const WHOLE: Cell = left_out("this checker leaves no such thing out");

/// No environments: schedules of the whole machine are drawn.
pub(super) const MACHINE: Cell = left_out("contexts are enumerated, and not drawn");

/// No weak memory.
pub(super) const SEQUENTIAL: Cell = left_out("its memory is sequentially consistent");

/// The mistake is looked for in another client of the table.
pub(super) const ELSEWHERE: Cell = left_out("rejected in another row");

/// The rows of the lock `F` at sizes of which schedules are drawn.
pub(super) fn sampled<F: Family>(name: &'static str) -> Vec<Row> {
    let drawn_each_way = [
        Client::lock(4, 3),
        Client::lock(8, 2),
        Client::try_lock(4, 3),
        Client::try_lock(8, 2),
    ];
    // Four CPUs that are inside for five steps each, and eight for three; every CPU
    // takes a step within twice as many as there are CPUs.
    let waiting = [
        (Client::lock(4, 4).holding(5), 8),
        (Client::lock(8, 3).holding(3), 16),
    ];
    let starving = [Client::lock(4, 4), Client::lock(8, 3)];
    let starving = starving
        .iter()
        .filter(|_| <F::For<4> as RawLock>::ORDER.has_queue());
    let adversaries = || drawn(Draw::ByAdversaries);
    let rows =
        drawn_each_way.map(|it| client::<F>(name, it).by(LARGE, LARGE, drawn(Draw::EachWay)));
    let starving = starving.map(|&it| starved::<F>(name, it).by(FAIRNESS, FAIRNESS, adversaries()));
    let waiting = waiting
        .map(|(it, window)| waits::<F>(name, it, window).by(FAIRNESS, FAIRNESS, adversaries()));
    rows.into_iter().chain(starving).chain(waiting).collect()
}
