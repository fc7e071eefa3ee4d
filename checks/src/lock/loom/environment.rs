//! One CPU's code against what all others may do.

use crate::lock::twins::{
    EagerTicket, ForgetfulMcs, LateTtas, MeddlingTicket, PushyTtas, RelaxedTicket, SilentTicket,
};
use latchwork_lock::{LockRelyGuarantee, Order};
use latchwork_lock::{McsLock, TicketLock, TtasLock};
use latchwork_suite::environment::{Surroundings, check_rely_guarantee, explore_environment};
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::{Check, Property};

/// More CPUs than any exploration of the whole machine reaches.
const MANY: usize = 64;

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    let mut checks = vec![
        check_rely_guarantee("FIFO lock", LockRelyGuarantee::new(Order::Fifo, 3), 3, 7),
        check_rely_guarantee(
            "unfair lock",
            LockRelyGuarantee::new(Order::Unfair, 3),
            3,
            6,
        ),
    ];
    for surroundings in [
        Surroundings::few(4, 1, 3),
        Surroundings::few(MANY, 1, 3),
        Surroundings::few(MANY, 2, 2),
        Surroundings::few(MANY, 1, 2).trying(),
        Surroundings::crowd(MANY),
    ] {
        checks.push(explore_environment::<TicketLock>(
            "TicketLock",
            surroundings,
            5,
        ));
    }
    for surroundings in [
        Surroundings::few(4, 1, 3),
        Surroundings::few(MANY, 1, 2),
        Surroundings::few(MANY, 2, 2),
        Surroundings::few(MANY, 1, 2).trying(),
        Surroundings::crowd(16),
    ] {
        checks.push(explore_environment::<McsLock<ModelCpu, MANY>>(
            "McsLock",
            surroundings,
            5,
        ));
    }
    for surroundings in [
        Surroundings::few(MANY, 1, 2),
        Surroundings::few(MANY, 1, 2).trying(),
    ] {
        checks.push(explore_environment::<TtasLock>("TtasLock", surroundings, 5));
    }
    checks
}

/// The known-bad twins.
pub(crate) fn controls() -> Vec<Check> {
    let lock = Surroundings::few(4, 1, 2);
    let unordered = LockRelyGuarantee {
        order: Order::Unfair,
        ..LockRelyGuarantee::new(Order::Fifo, 3)
    };
    let unhurried = LockRelyGuarantee {
        hold: 9,
        ..LockRelyGuarantee::new(Order::Fifo, 1)
    };
    vec![
        check_rely_guarantee("unordered lock", unordered, 3, 5)
            .must_violate(Property::RelyGuarantee),
        check_rely_guarantee("unhurried lock", unhurried, 3, 5)
            .must_violate(Property::RelyGuarantee),
        explore_environment::<RelaxedTicket>("RelaxedTicket", lock, 1)
            .must_violate(Property::Exclusion),
        explore_environment::<MeddlingTicket>(
            "MeddlingTicket",
            Surroundings::few(4, 1, 1).trying(),
            1,
        )
        .must_violate(Property::Exclusion),
        explore_environment::<SilentTicket>("SilentTicket", lock.trying(), 1)
            .must_violate(Property::Refinement),
        explore_environment::<LateTtas>("LateTtas", lock, 1).must_violate(Property::Refinement),
        explore_environment::<PushyTtas>("PushyTtas", lock, 1).must_violate(Property::Refinement),
        explore_environment::<EagerTicket>("EagerTicket", Surroundings::few(2, 1, 1), 1)
            .must_violate(Property::RelyGuarantee),
        explore_environment::<ForgetfulMcs<4>>("ForgetfulMcs", lock, 1)
            .must_violate(Property::Progress),
        // Not a twin: the real lock, held to a bound that it does not promise.
        explore_environment::<TtasLock>("TtasLock", lock.within(1), 1)
            .must_violate(Property::Bypass),
    ]
}
