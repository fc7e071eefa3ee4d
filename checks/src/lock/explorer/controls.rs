//! The known-bad twins that the explorer must reject.

use crate::lock::twins::{
    ForgetfulMcs, LateTtas, MeddlingTicket, PushyTtas, RelaxedTicket, SilentTicket, TalkativeTtas,
};
use latchwork_lock::{TicketLock, TtasLock};
use latchwork_suite::lock::{
    Client, Comparison, Exploration, compare_reductions, explore_lock, explore_within,
};
use latchwork_suite::{Check, Property};

/// Every control.
pub(crate) fn checks() -> Vec<Check> {
    let lock = Exploration::complete(Client::lock(2, 1), 1);
    let lock_often = Exploration::complete(Client::lock(2, 3), 1);
    let try_lock = Exploration::complete(Client::try_lock(2, 1), 1);
    let compared = Comparison::waits(Client::lock(2, 2), 1);
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
        // Why a search that is cut short does not claim all executions.
        compare_reductions::<TicketLock>("TicketLock", compared.within(4))
            .must_violate(Property::Pruning),
    ]
}
