//! The known-bad twins that loom must reject.

use latchwork_suite::controls::{ForgetfulMcs, MeddlingTicket, RelaxedTicket, TalkativeTtas};
use latchwork_suite::lock::{Client, Exploration, compare_prunings, explore_lock};
use latchwork_suite::{Check, Property};

/// Every control.
pub(crate) fn checks() -> Vec<Check> {
    let lock = Exploration::complete(Client::lock(2, 1), 1);
    let try_lock = Exploration::complete(Client::try_lock(2, 1), 1);
    vec![
        explore_lock::<RelaxedTicket>("RelaxedTicket", lock).must_violate(Property::Exclusion),
        explore_lock::<MeddlingTicket>("MeddlingTicket", try_lock)
            .must_violate(Property::Exclusion),
        explore_lock::<ForgetfulMcs<2>>("ForgetfulMcs", lock).must_violate(Property::Progress),
        compare_prunings::<TalkativeTtas>("TalkativeTtas", Client::lock(2, 2))
            .must_violate(Property::Pruning),
    ]
}
