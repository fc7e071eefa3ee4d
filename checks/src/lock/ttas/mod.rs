//! The test-and-test-and-set lock.

mod twins;

use self::twins::{CourteousTtas, LateTtas, PushyTtas, TalkativeTtas};
use super::Registered;
use super::rows::{COVERED, ELSEWHERE, FAIRNESS, LARGE, MACHINE, MANY_CPUS, SMALL, WHOLE, sampled};
use super::subjects::LeftOut::{Names, Polls, Starts, StartsVerbatim};
use super::subjects::{client, compared, environment, starved, waits_within, within};
use crate::table::{Draw, Object, alike, all, drawn};
use latchwork_lock::{RawLock, TicketLock, TtasLock};
use latchwork_suite::Property::{Bypass, Pruning, Refinement, RelyGuarantee, WaitBound};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::Client;

impl Registered for TtasLock {
    fn object(name: &'static str) -> Object {
        let lock = |cpus, rounds| client::<TtasLock>(name, Client::lock(cpus, rounds));
        let trying = |cpus, rounds| client::<TtasLock>(name, Client::try_lock(cpus, rounds));
        let left_out = |client, what| compared::<TtasLock>(name, client, what);
        let around = |surroundings| environment::<TtasLock>(name, surroundings);
        let few = Surroundings::few;
        let twin = few(4, 1, 2);
        let wrong = || drawn(Draw::AtRandom);
        let ticket = <TicketLock as RawLock>::HAND_OFF.expect("it is FIFO");
        let mut rows = vec![
            //              explorer             loom                 shuttle
            lock(2, 1).by(all(), alike(), SMALL),
            lock(2, 2).by(all(), alike(), SMALL),
            lock(3, 1).by(all(), alike(), SMALL),
            lock(3, 2).by(all().taking(8), LARGE, SMALL),
            lock(4, 1).by(all(), alike(), SMALL),
            trying(2, 1).by(all(), alike(), SMALL),
            trying(2, 2).by(all(), alike(), SMALL),
            trying(2, 3).by(all(), LARGE, SMALL),
            trying(3, 1).by(all(), alike(), SMALL),
            trying(4, 1).by(all(), LARGE, SMALL),
            left_out(Client::lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 2), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 3), Polls).by(COVERED, all().taking(20).deep_only(), WHOLE),
            left_out(Client::lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::try_lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(2, 2), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::lock(2, 3), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(2, 2), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(3, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(2, 3), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1).with_first(2), Names).by(WHOLE, all().taking(2), WHOLE),
            left_out(Client::try_lock(2, 2), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(3, 1), Names).by(WHOLE, all(), WHOLE),
            around(few(MANY_CPUS, 1, 2)).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 3)).by(all().taking(5), LARGE, MACHINE),
            around(few(MANY_CPUS, 1, 2).trying()).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 3).trying()).by(all().taking(5), LARGE, MACHINE),
            // Known-bad twins.
            client::<LateTtas>("LateTtas", Client::lock(2, 1)).by(
                all().violates(Refinement),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<LateTtas>("LateTtas", Client::lock(4, 4)).by(
                ELSEWHERE,
                ELSEWHERE,
                wrong().violates(Refinement),
            ),
            environment::<LateTtas>("LateTtas", twin).by(
                all().violates(Refinement),
                all().violates(Refinement),
                MACHINE,
            ),
            client::<PushyTtas>("PushyTtas", Client::lock(2, 1)).by(
                all().violates(Refinement),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<PushyTtas>("PushyTtas", Client::lock(4, 4)).by(
                ELSEWHERE,
                ELSEWHERE,
                wrong().violates(Refinement),
            ),
            // CPU 0 is served out of turn: against its guarantee, and not as specified.
            // Which of the two shows first depends on the order of executions.
            environment::<PushyTtas>("PushyTtas", twin).by(
                all().violates(RelyGuarantee),
                all().violates(Refinement),
                MACHINE,
            ),
            compared::<TalkativeTtas>("TalkativeTtas", Client::lock(2, 2), Polls).by(
                all().violates(Pruning),
                all().violates(Pruning),
                WHOLE,
            ),
            compared::<CourteousTtas>("CourteousTtas", Client::lock(2, 3), Names).by(
                WHOLE,
                all().violates(Pruning),
                WHOLE,
            ),
            // Not twins: the real lock, held to what it does not promise.
            within::<TtasLock>(name, Client::lock(2, 3), 1).by(
                all().violates(Bypass),
                all().violates(Bypass),
                ELSEWHERE,
            ),
            around(twin.within(1)).by(all().violates(Bypass), all().violates(Bypass), MACHINE),
            starved::<TtasLock>(name, Client::lock(4, 4)).by(
                FAIRNESS,
                FAIRNESS,
                drawn(Draw::ByAdversaries).violates(Bypass),
            ),
            // The client goes on for long enough to exceed the bound of a ticket lock.
            waits_within::<TtasLock>(name, Client::lock(4, 16).holding(5), 8, ticket).by(
                FAIRNESS,
                FAIRNESS,
                drawn(Draw::ByAdversaries).violates(WaitBound),
            ),
            // Why a log without an access behind it is not compared.
            left_out(Client::lock(2, 2), StartsVerbatim).by(WHOLE, all().violates(Pruning), WHOLE),
        ];
        rows.extend(sampled::<TtasLock>(name));
        Object::new(name, rows)
    }
}
