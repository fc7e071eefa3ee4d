//! The known-bad twins that shuttle must reject.

use latchwork_lock::TtasLock;
use latchwork_suite::controls::{ForgetfulMcs, LateTtas, MeddlingTicket, SilentTicket};
use latchwork_suite::explore::Sampling;
use latchwork_suite::lock::{Client, sample_lock, starve};
use latchwork_suite::{Check, Property};

/// Every control.
pub(crate) fn checks() -> Vec<Check> {
    let lock = Client::lock(4, 4);
    let try_lock = Client::try_lock(4, 3);
    vec![
        // Of two CPUs: among more, some schedules break the order first.
        sample_lock::<MeddlingTicket>("MeddlingTicket", Client::try_lock(2, 1), Sampling::Random)
            .must_violate(Property::Exclusion),
        sample_lock::<SilentTicket>("SilentTicket", try_lock, Sampling::Random)
            .must_violate(Property::Refinement),
        sample_lock::<LateTtas>("LateTtas", lock, Sampling::Random)
            .must_violate(Property::Refinement),
        sample_lock::<ForgetfulMcs<4>>("ForgetfulMcs", lock, Sampling::Random)
            .must_violate(Property::Progress),
        // Not a twin: the real lock, held to a bound that it does not promise.
        starve::<TtasLock>("TtasLock", lock).must_violate(Property::Bypass),
    ]
}
