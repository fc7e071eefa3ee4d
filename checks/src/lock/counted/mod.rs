//! The locks, counting.

mod careless;

use self::careless::Careless;
use super::rows::{LARGE, MACHINE, SMALL};
use super::subjects::{Family, client, environment};
use crate::table::{Draw, Object, Row, all, drawn};
use latchwork_lock::stats::Counted;
use latchwork_lock::{Clock, McsLock, TicketLock, TtasLock};
use latchwork_suite::Property::Exclusion;
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::{Client, ModelCpu};
use latchwork_suite::lock_family;

/// A clock that stands still: a model has no time.
struct Still;

impl Clock for Still {
    fn ticks() -> u64 {
        0
    }
}

/// Each lock, counting.
pub(super) fn object() -> Object {
    let mut rows = Vec::new();
    rows.extend(of::<Counted<TtasLock, Still>>("Counted<TtasLock>"));
    rows.extend(of::<Counted<TicketLock, Still>>("Counted<TicketLock>"));
    rows.extend(of::<CountedMcs>("Counted<McsLock>"));
    let surroundings = Surroundings::few(4, 1, 2);
    rows.extend([
        environment::<Counted<TicketLock, Still>>("Counted<TicketLock>", surroundings).by(
            all(),
            all(),
            MACHINE,
        ),
        // A known-bad twin.
        client::<Careless<TicketLock>>("Careless<TicketLock>", Client::lock(2, 1)).by(
            all().violates(Exclusion),
            all().violates(Exclusion),
            drawn(Draw::AtRandom).violates(Exclusion),
        ),
    ]);
    Object::new("locks, counting", rows)
}

/// The rows of the lock `F`.
fn of<F: Family>(name: &'static str) -> [Row; 3] {
    let lock = |cpus, rounds| client::<F>(name, Client::lock(cpus, rounds));
    let trying = |cpus, rounds| client::<F>(name, Client::try_lock(cpus, rounds));
    [
        //              explorer  loom   shuttle
        lock(2, 1).by(all(), all(), SMALL),
        trying(2, 1).by(all(), all(), SMALL),
        lock(4, 3).by(LARGE, LARGE, drawn(Draw::AtRandom)),
    ]
}

lock_family! {
    /// The MCS lock, counting, with a place for each CPU of a client.
    struct CountedMcs = Counted<McsLock<ModelCpu, CPUS>, Still>;
}
