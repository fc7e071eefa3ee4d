//! The ticket lock.

mod twins;
mod wrapping;

use self::twins::{
    EagerTicket, MeddlingTicket, MonotonicTicket, RelaxedTicket, SilentTicket, SwappingTicket,
};
use self::wrapping::StartingAt;
use super::Registered;
use super::rows::{
    COVERED, ELSEWHERE, FAIRNESS, LARGE, MACHINE, MANY_CPUS, SEQUENTIAL, SMALL, WHOLE, sampled,
};
use super::subjects::LeftOut::{EveryPoll, Names, Polls, Starts};
use super::subjects::{client, compared, environment, waits_unfair};
use crate::table::{Draw, Object, alike, all, drawn, first};
use latchwork_lock::{RawLock, TicketLock};
use latchwork_suite::Property::{
    Contention, Exclusion, Fairness, Progress, Pruning, Refinement, RelyGuarantee,
};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::Client;

/// The lock whose first number is the last there is.
const LAST: &str = "TicketLock from the last";

/// The lock whose first number is the last there is but one.
const LAST_BUT_ONE: &str = "TicketLock from the last but one";

impl Registered for TicketLock {
    fn object(name: &'static str) -> Object {
        let lock = |cpus, rounds| client::<TicketLock>(name, Client::lock(cpus, rounds));
        let trying = |cpus, rounds| client::<TicketLock>(name, Client::try_lock(cpus, rounds));
        let left_out = |client, what| compared::<TicketLock>(name, client, what);
        let around = |surroundings| environment::<TicketLock>(name, surroundings);
        let few = Surroundings::few;
        let once = Client::try_lock(2, 1);
        let last = client::<StartingAt<{ u32::MAX }>>;
        let last = |it| last(LAST, it);
        let last_but_one = client::<StartingAt<{ u32::MAX - 1 }>>;
        let last_but_one = |it| last_but_one(LAST_BUT_ONE, it);
        let wrong = || drawn(Draw::AtRandom);
        let hand_off = <TicketLock as RawLock>::HAND_OFF.expect("it is FIFO");
        let mut rows = vec![
            //              explorer             loom                 shuttle
            lock(2, 1).by(all(), alike(), SMALL),
            lock(2, 2).by(all(), alike(), SMALL),
            lock(2, 3).by(all(), alike(), SMALL),
            lock(3, 1).by(all(), alike(), SMALL),
            lock(3, 2).by(all(), alike(), SMALL),
            lock(4, 1).by(all(), alike(), SMALL),
            lock(4, 2).by(all(), LARGE, SMALL),
            lock(5, 1).by(all(), alike(), SMALL),
            lock(6, 1).by(all(), LARGE, SMALL),
            trying(2, 1).by(all(), alike(), SMALL),
            trying(2, 2).by(all(), alike(), SMALL),
            trying(2, 3).by(all(), LARGE, SMALL),
            trying(3, 1).by(all(), alike(), SMALL),
            trying(4, 1).by(all(), LARGE, SMALL),
            left_out(Client::lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 2), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 3), Polls).by(COVERED, all().taking(3), WHOLE),
            left_out(Client::lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::try_lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(2, 2), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::lock(2, 3), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1).with_first(2), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(4, 1), Starts).by(WHOLE, all().taking(5), WHOLE),
            left_out(Client::try_lock(2, 2), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(3, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(2, 3), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1).with_first(2), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 2), Names).by(WHOLE, all().taking(3), WHOLE),
            left_out(Client::lock(4, 1), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(2, 2), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(3, 1), Names).by(WHOLE, all(), WHOLE),
            around(few(4, 1, 3)).by(all().taking(5), all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 3)).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 4)).by(all().taking(5), LARGE, MACHINE),
            around(few(MANY_CPUS, 2, 2)).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 2, 3)).by(all().taking(5), LARGE, MACHINE),
            around(few(MANY_CPUS, 1, 2).trying()).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 3).trying()).by(all().taking(5), LARGE, MACHINE),
            around(Surroundings::crowd(MANY_CPUS)).by(all().taking(5), all().taking(5), MACHINE),
            // The numbers come round: before the first acquisition, the second, the third.
            last(Client::lock(2, 2)).by(all(), all(), SMALL),
            last(Client::lock(3, 1)).by(all(), all(), SMALL),
            last(Client::try_lock(2, 2)).by(all(), all(), SMALL),
            last(Client::try_lock(4, 1)).by(LARGE, LARGE, drawn(Draw::AtRandom)),
            last_but_one(Client::lock(2, 2)).by(all(), all(), SMALL),
            last_but_one(Client::try_lock(3, 1)).by(all(), LARGE, SMALL),
            environment::<StartingAt<{ u32::MAX }>>(LAST, few(4, 1, 3)).by(
                all().taking(5),
                all().taking(5),
                MACHINE,
            ),
            // Known-bad twins.
            // Whoever draws 0 gets in beside the holder, or before it. Which shows first
            // depends on the order of executions.
            client::<MonotonicTicket>("MonotonicTicket", Client::lock(2, 1)).by(
                all().violates(Refinement),
                all().violates(Exclusion),
                ELSEWHERE,
            ),
            client::<MonotonicTicket>("MonotonicTicket", Client::lock(4, 3)).by(
                ELSEWHERE,
                ELSEWHERE,
                wrong().violates(Exclusion),
            ),
            client::<SwappingTicket>("SwappingTicket", Client::lock(3, 1)).by(
                all().violates(Refinement),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<SwappingTicket>("SwappingTicket", Client::lock(4, 3)).by(
                ELSEWHERE,
                ELSEWHERE,
                wrong().violates(Refinement),
            ),
            client::<RelaxedTicket>("RelaxedTicket", Client::lock(2, 1)).by(
                all().violates(Exclusion),
                all().violates(Exclusion),
                SEQUENTIAL,
            ),
            environment::<RelaxedTicket>("RelaxedTicket", few(4, 1, 2)).by(
                all().violates(Exclusion),
                all().violates(Exclusion),
                MACHINE,
            ),
            // Drawn of two CPUs: among more, some schedules break the order first.
            client::<MeddlingTicket>("MeddlingTicket", once).by(
                all().violates(Exclusion),
                all().violates(Exclusion),
                wrong().violates(Exclusion),
            ),
            // CPU 0 calls its own number next; CPU 1 gets in beside it, or waits for a
            // number that was skipped. Which shows first depends on the order of executions.
            environment::<MeddlingTicket>("MeddlingTicket", few(4, 1, 1).trying()).by(
                all().violates(Progress),
                all().violates(Exclusion),
                MACHINE,
            ),
            client::<SilentTicket>("SilentTicket", once).by(
                all().violates(Refinement),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<SilentTicket>("SilentTicket", Client::try_lock(4, 3)).by(
                ELSEWHERE,
                ELSEWHERE,
                wrong().violates(Refinement),
            ),
            environment::<SilentTicket>("SilentTicket", few(4, 1, 2).trying()).by(
                all().violates(Refinement),
                all().violates(Refinement),
                MACHINE,
            ),
            environment::<EagerTicket>("EagerTicket", few(2, 1, 1)).by(
                all().violates(RelyGuarantee),
                all().violates(RelyGuarantee),
                MACHINE,
            ),
            // Not twins: the real lock. Why a search that is cut short does not claim all
            // executions, or all within its bound.
            left_out(Client::lock(2, 2), Polls).by(first(None, 4).violates(Pruning), WHOLE, WHOLE),
            left_out(Client::lock(2, 2), EveryPoll).by(
                WHOLE,
                first(Some(3), 1_000_000).violates(Pruning),
                WHOLE,
            ),
            // Nobody else is there: nobody waits, and every try succeeds.
            lock(1, 2).by(
                all().violates(Contention),
                all().violates(Contention),
                wrong().violates(Contention),
            ),
            trying(1, 2).by(
                all().violates(Contention),
                all().violates(Contention),
                wrong().violates(Contention),
            ),
            // Adversaries that are less fair than the bound takes them to be.
            waits_unfair::<TicketLock>(name, Client::lock(4, 16).holding(5), 8, hand_off).by(
                FAIRNESS,
                FAIRNESS,
                drawn(Draw::ByAdversaries).violates(Fairness),
            ),
        ];
        rows.extend(sampled::<TicketLock>(name));
        Object::new(name, rows)
    }
}
