//! The MCS lock.

mod twins;

use self::twins::{ForgetfulMcs, ShortArray};
use super::Registered;
use super::rows::{COVERED, ELSEWHERE, LARGE, MACHINE, MANY_CPUS, SMALL, WHOLE, sampled};
use super::subjects::LeftOut::{EveryPoll, Names, Polls, Starts};
use super::subjects::{client, compared, environment};
use crate::table::{Draw, Object, alike, all, drawn, first};
use latchwork_lock::McsLock;
use latchwork_suite::Property::{Exclusion, Progress, Refinement};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::{Client, ModelCpu};
use latchwork_suite::lock_family;

lock_family! {
    /// The lock, with a place for each CPU of a client.
    struct Mcs = McsLock<ModelCpu, CPUS>;
}

impl<const CPUS: usize> Registered for McsLock<ModelCpu, CPUS> {
    fn object(name: &'static str) -> Object {
        let lock = |cpus, rounds| client::<Mcs>(name, Client::lock(cpus, rounds));
        let trying = |cpus, rounds| client::<Mcs>(name, Client::try_lock(cpus, rounds));
        // A CPU comes back to a queue of two others.
        let returning = Client::lock(3, 1).with_first(2);
        let left_out = |client, what| compared::<Mcs>(name, client, what);
        let few = Surroundings::few;
        let around = |surroundings| environment::<McsLock<ModelCpu, MANY_CPUS>>(name, surroundings);
        let crowd = Surroundings::crowd;
        let (four, sixteen) = (few(4, 1, 3), crowd(16));
        let mut rows = vec![
            //              explorer             loom                 shuttle
            lock(2, 1).by(all(), alike(), SMALL),
            lock(2, 2).by(all(), alike(), SMALL),
            lock(3, 1).by(all(), alike(), SMALL),
            client::<Mcs>(name, returning).by(all(), alike().taking(10), SMALL),
            lock(3, 2).by(all().taking(3), first(Some(5), 1_000_000).taking(7), SMALL),
            lock(4, 1).by(all(), alike().taking(20), SMALL),
            lock(5, 1).by(all().taking(4), LARGE, SMALL),
            trying(2, 1).by(all(), alike(), SMALL),
            trying(2, 2).by(all(), alike().taking(2), SMALL),
            trying(2, 3).by(all(), LARGE, SMALL),
            trying(3, 1).by(all(), alike().taking(2), SMALL),
            trying(4, 1).by(all().taking(2), LARGE, SMALL),
            left_out(Client::lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 2), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::lock(2, 2), EveryPoll).by(WHOLE, all().taking(45).deep_only(), WHOLE),
            left_out(Client::lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::try_lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(2, 2), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::try_lock(3, 1), Polls).by(all(), LARGE, WHOLE),
            left_out(Client::lock(2, 2), Starts).by(WHOLE, all().taking(2), WHOLE),
            left_out(Client::lock(3, 1), Starts).by(WHOLE, all().taking(8), WHOLE),
            left_out(Client::try_lock(2, 2), Starts).by(WHOLE, all().taking(8), WHOLE),
            left_out(Client::lock(2, 2), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(2, 2), Names).by(WHOLE, all().taking(4), WHOLE),
            left_out(Client::try_lock(3, 1), Names).by(WHOLE, all().taking(7), WHOLE),
            environment::<McsLock<ModelCpu, 4>>(name, four).by(
                all().taking(5),
                all().taking(5),
                MACHINE,
            ),
            around(few(MANY_CPUS, 1, 2)).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 4)).by(all().taking(5), LARGE, MACHINE),
            around(few(MANY_CPUS, 2, 2)).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 2, 3)).by(all().taking(5), LARGE, MACHINE),
            around(few(MANY_CPUS, 1, 2).trying()).by(COVERED, all().taking(5), MACHINE),
            around(few(MANY_CPUS, 1, 3).trying()).by(all().taking(5), LARGE, MACHINE),
            environment::<McsLock<ModelCpu, 16>>(name, sixteen).by(
                COVERED,
                all().taking(5),
                MACHINE,
            ),
            around(crowd(MANY_CPUS)).by(all().taking(5), LARGE, MACHINE),
            // Known-bad twins. With a place too few, a lock is right for fewer CPUs. Who is
            // let in too early comes in beside the holder, or before it. Which shows first
            // depends on the order of executions.
            client::<ShortArray<3>>("ShortArray", Client::lock(3, 1)).by(
                all().violates(Refinement),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<ShortArray<3>>("ShortArray", Client::try_lock(3, 1)).by(
                all().violates(Exclusion),
                all().violates(Refinement),
                ELSEWHERE,
            ),
            client::<ShortArray<4>>("ShortArray", Client::lock(4, 4)).by(
                ELSEWHERE,
                ELSEWHERE,
                drawn(Draw::AtRandom).violates(Refinement),
            ),
            client::<ShortArray<4>>("ShortArray", Client::try_lock(4, 3)).by(
                ELSEWHERE,
                ELSEWHERE,
                drawn(Draw::AtRandom).violates(Refinement),
            ),
            client::<ForgetfulMcs<2>>("ForgetfulMcs", Client::lock(2, 1)).by(
                all().violates(Progress),
                all().violates(Progress),
                ELSEWHERE,
            ),
            client::<ForgetfulMcs<4>>("ForgetfulMcs", Client::lock(4, 4)).by(
                ELSEWHERE,
                ELSEWHERE,
                drawn(Draw::AtRandom).violates(Progress),
            ),
            environment::<ForgetfulMcs<4>>("ForgetfulMcs", few(4, 1, 2)).by(
                all().violates(Progress),
                all().violates(Progress),
                MACHINE,
            ),
        ];
        rows.extend(sampled::<Mcs>(name));
        Object::new(name, rows)
    }
}
