//! The known-bad twins that loom must reject.

use crate::lock::twins::{
    CourteousTtas, ForgetfulMcs, LateTtas, MeddlingTicket, PushyTtas, RelaxedTicket, SilentTicket,
    TalkativeTtas,
};
use latchwork_lock::{TicketLock, TtasLock};
use latchwork_suite::lock::{
    Client, Comparison, Exploration, LeftOut, compare_reductions, explore_lock, explore_within,
};
use latchwork_suite::{Check, Property};

/// Every control.
pub(crate) fn checks() -> Vec<Check> {
    let lock = Exploration::complete(Client::lock(2, 1), 1);
    let lock_often = Exploration::complete(Client::lock(2, 3), 1);
    let try_lock = Exploration::complete(Client::try_lock(2, 1), 1);
    let compared = Comparison::waits(Client::lock(2, 2), 1);
    let within_bound = Comparison::waits_at_once(Client::lock(2, 2), 1).within(3);
    let names = Comparison::new(Client::lock(2, 3), LeftOut::Names, 1);
    let starts = Comparison::new(Client::lock(2, 2), LeftOut::Starts, 1).verbatim();
    vec![
        explore_lock::<RelaxedTicket>("RelaxedTicket", lock).must_violate(Property::Exclusion),
        explore_lock::<MeddlingTicket>("MeddlingTicket", try_lock)
            .must_violate(Property::Exclusion),
        explore_lock::<SilentTicket>("SilentTicket", try_lock).must_violate(Property::Refinement),
        explore_lock::<LateTtas>("LateTtas", lock).must_violate(Property::Refinement),
        explore_lock::<PushyTtas>("PushyTtas", lock).must_violate(Property::Refinement),
        explore_lock::<ForgetfulMcs<2>>("ForgetfulMcs", lock).must_violate(Property::Progress),
        // Not a twin: the real lock, held to a bound that it does not promise.
        explore_within::<TtasLock>("TtasLock", lock_often, Some(1)).must_violate(Property::Bypass),
        compare_reductions::<TalkativeTtas>("TalkativeTtas", compared)
            .must_violate(Property::Pruning),
        compare_reductions::<CourteousTtas>("CourteousTtas", names).must_violate(Property::Pruning),
        // Why a log without an access behind it is not compared.
        compare_reductions::<TtasLock>("TtasLock", starts).must_violate(Property::Pruning),
        // Why a bounded search does not claim all executions within its bound.
        compare_reductions::<TicketLock>("TicketLock", within_bound)
            .must_violate(Property::Pruning),
    ]
}
