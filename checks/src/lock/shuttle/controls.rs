//! The known-bad twins that shuttle must reject.

use crate::lock::twins::{ForgetfulMcs, LateTtas, MeddlingTicket, PushyTtas, SilentTicket};
use latchwork_lock::{RawLock, TicketLock, TtasLock};
use latchwork_suite::explore::Sampling;
use latchwork_suite::lock::{
    Client, FairClient, Outside, check_policies, check_replay, check_waits_unfair,
    check_waits_within, sample_lock, starve,
};
use latchwork_suite::{Check, Property};

/// Every control.
pub(crate) fn checks() -> Vec<Check> {
    let lock = Client::lock(4, 4);
    let for_long = FairClient {
        client: Client::lock(4, 16).holding(5),
        window: 8,
    };
    let ticket = <TicketLock as RawLock>::HAND_OFF.expect("it is FIFO");
    let try_lock = Client::try_lock(4, 3);
    vec![
        // Of two CPUs: among more, some schedules break the order first.
        sample_lock::<MeddlingTicket>("MeddlingTicket", Client::try_lock(2, 1), Sampling::Random)
            .must_violate(Property::Exclusion),
        sample_lock::<SilentTicket>("SilentTicket", try_lock, Sampling::Random)
            .must_violate(Property::Refinement),
        sample_lock::<LateTtas>("LateTtas", lock, Sampling::Random)
            .must_violate(Property::Refinement),
        sample_lock::<PushyTtas>("PushyTtas", lock, Sampling::Random)
            .must_violate(Property::Refinement),
        sample_lock::<ForgetfulMcs<4>>("ForgetfulMcs", lock, Sampling::Random)
            .must_violate(Property::Progress),
        // Not a twin: the real lock, held to a bound that it does not promise.
        starve::<TtasLock>("TtasLock", lock).must_violate(Property::Bypass),
        // The same, and the client goes on for long enough to exceed the bound.
        check_waits_within::<TtasLock>("TtasLock", for_long, ticket)
            .must_violate(Property::WaitBound),
        // The real lock, under adversaries that are less fair than the bound takes
        // them to be.
        check_waits_unfair::<TicketLock>("TicketLock", for_long, ticket)
            .must_violate(Property::Fairness),
        // Not twins: the real scheduler, with a program and policies that listen
        // to something else, too.
        check_replay(Outside::HostCounter).must_violate(Property::Determinism),
        check_policies(Outside::HostCounter).must_violate(Property::Determinism),
    ]
}
