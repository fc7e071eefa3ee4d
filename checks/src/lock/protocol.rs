//! The locks' rely and guarantee: what every CPU guarantees is what each relies on.

use super::subjects::rely_guarantee;
use crate::table::{Cell, Checker, Gap, Object, all, left_out};
use latchwork_lock::author::{LockRelyGuarantee, Order};
use latchwork_suite::Property::RelyGuarantee;

/// The reason why shuttle has no part in it.
const NOT_DRAWN: &str = "logs are enumerated: there is no execution to schedule";

const UNDRAWN: Cell = left_out(NOT_DRAWN);

/// Rely and guarantee of FIFO locks and of unfair ones.
pub(super) fn object() -> Object {
    let of = LockRelyGuarantee::new;
    let unordered = LockRelyGuarantee {
        order: Order::Unfair,
        ..of(Order::Fifo, 3)
    };
    let unhurried = LockRelyGuarantee {
        hold: 9,
        ..of(Order::Fifo, 1)
    };
    let rejected = || all().violates(RelyGuarantee);
    let rows = [
        rely_guarantee("FIFO lock", of(Order::Fifo, 3), 3, 7).by(all(), all(), UNDRAWN),
        rely_guarantee("unfair lock", of(Order::Unfair, 3), 3, 6).by(all(), all(), UNDRAWN),
        rely_guarantee("unordered lock", unordered, 3, 5).by(rejected(), rejected(), UNDRAWN),
        rely_guarantee("unhurried lock", unhurried, 3, 5).by(rejected(), rejected(), UNDRAWN),
    ];
    Object::new("lock rely/guarantee", rows)
        .without(Gap::Program(Checker::Shuttle), NOT_DRAWN)
        .without(Gap::Twin(Checker::Shuttle), NOT_DRAWN)
        .without(
            Gap::Environment,
            "it is what the locks' environments are made from",
        )
}
