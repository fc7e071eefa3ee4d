//! Waits that give up: to the specification, attempts that failed.

mod hurried;
mod twins;

use self::hurried::{Hurried, Hurry, Right};
use self::twins::{Impatient, Overdue, StaysUnder};
use super::rows::{ELSEWHERE, LARGE, MACHINE, MANY_CPUS, SMALL};
use super::subjects::{client, environment};
use crate::table::{Draw, Object, Row, all, drawn};
use latchwork_suite::Property::{self, Exclusion, Progress};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::Client;

pub(super) use self::hurried::TICKS;

/// The lock that has timeouts.
pub(super) type Timed = Hurried<Right>;

/// That which gives up without leaving the policy.
pub(super) type Staying = Hurried<StaysUnder>;

/// Clients that give up, and lock then.
pub(super) fn object() -> Object {
    let name = "TtasLock<WithClock>";
    let trying = |cpus, rounds| client::<Timed>(name, Client::try_lock(cpus, rounds));
    let around = Surroundings::few(MANY_CPUS, 1, 2).trying();
    let mut rows = vec![
        //              explorer  loom   shuttle
        trying(2, 1).by(all(), all(), SMALL),
        trying(2, 2).by(all(), all(), SMALL),
        trying(3, 1).by(all(), all(), SMALL),
        trying(4, 3).by(LARGE, LARGE, drawn(Draw::EachWay)),
        environment::<Timed>(name, around).by(all(), all(), MACHINE),
    ];
    rows.extend(twin::<Overdue>("Overdue", Progress));
    rows.extend(twin::<Impatient>("Impatient", Exclusion));
    Object::new("locks, with a clock", rows)
}

/// A small client of a known-bad twin, which must violate `property`, and one to be drawn.
fn twin<H: Hurry>(name: &'static str, property: Property) -> [Row; 2] {
    let of = |cpus, rounds| client::<Hurried<H>>(name, Client::try_lock(cpus, rounds));
    [
        of(2, 1).by(
            all().violates(property),
            all().violates(property),
            ELSEWHERE,
        ),
        of(4, 3).by(
            ELSEWHERE,
            ELSEWHERE,
            drawn(Draw::AtRandom).violates(property),
        ),
    ]
}
