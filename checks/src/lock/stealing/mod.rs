//! The stealing lock.

mod twins;

use self::twins::{
    Closed, LinkedFirst, LostQueue, LostTail, Makes, RelaxedRelease, TryingThief, Uncounted,
    Unlinked, Unlooked, Wrong,
};
use super::Registered;
use super::rows::{ELSEWHERE, LARGE, MACHINE, MANY_CPUS, SEQUENTIAL, SMALL, WHOLE, sampled};
use super::subjects::LeftOut::{Names, Polls, Starts};
use super::subjects::{client, compared, environment};
use crate::table::{Draw, Object, Row, alike, all, drawn};
use latchwork_lock::{SpinHint, StealingLock};
use latchwork_suite::Property::{self, Bypass, Exclusion, Progress, Refinement};
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::{Client, ModelCpu};
use latchwork_suite::lock_family;

lock_family! {
    /// The lock, with a place for each CPU of a client, and one steal from each head: so few
    /// that small clients reach the bound on bypasses.
    struct Stealing = StealingLock<ModelCpu, CPUS, SpinHint, 1>;
}

lock_family! {
    /// The lock with two steals from each head.
    struct Twice = StealingLock<ModelCpu, CPUS, SpinHint, 2>;
}

impl<const CPUS: usize> Registered for StealingLock<ModelCpu, CPUS> {
    fn object(name: &'static str) -> Object {
        let lock = |cpus, rounds| client::<Stealing>(name, Client::lock(cpus, rounds));
        let trying = |cpus, rounds| client::<Stealing>(name, Client::try_lock(cpus, rounds));
        let returning = |rounds| Client::lock(2, 1).with_first(rounds);
        let left_out = |client, what| compared::<Stealing>(name, client, what);
        let few = Surroundings::few;
        let around = |surroundings| {
            environment::<StealingLock<ModelCpu, MANY_CPUS, SpinHint, 1>>(name, surroundings)
        };
        let mut rows = vec![
            //              explorer             loom                 shuttle
            lock(2, 1).by(all(), alike(), SMALL),
            lock(2, 2).by(all(), all().taking(45).deep_only(), SMALL),
            lock(3, 1).by(all(), alike(), SMALL),
            // CPU 0 comes back while the other is at the head, until it has to queue.
            client::<Stealing>(name, returning(4)).by(all(), LARGE, SMALL),
            client::<Twice>("StealingLock<2>", returning(5)).by(all(), LARGE, SMALL),
            trying(2, 1).by(all(), alike(), SMALL),
            trying(2, 2).by(all(), LARGE, SMALL),
            trying(3, 1).by(all(), LARGE, SMALL),
            left_out(Client::lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::try_lock(2, 1), Polls).by(all(), all(), WHOLE),
            left_out(Client::lock(2, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::try_lock(2, 1), Starts).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(2, 1), Names).by(WHOLE, all(), WHOLE),
            left_out(Client::lock(3, 1), Names).by(WHOLE, all().taking(30).deep_only(), WHOLE),
            left_out(Client::try_lock(2, 1), Names).by(WHOLE, all(), WHOLE),
            // One arrival of another: the lock decides at an arrival whether it is a steal,
            // and no environment can then have it serve another.
            around(few(MANY_CPUS, 2, 1)).by(all(), all(), MACHINE),
            around(few(MANY_CPUS, 2, 1).trying()).by(all(), all(), MACHINE),
        ];
        // Known-bad twins.
        let two = (Client::lock(2, 2), Client::lock(4, 4));
        let longer = (returning(4), Client::lock(4, 16));
        let both = |property| (property, property);
        let tried = (Client::try_lock(2, 2), Client::try_lock(4, 3));
        rows.extend(twin::<Uncounted>("Uncounted", longer, both(Bypass)));
        rows.extend(twin::<Closed>("Closed", longer, both(Bypass)));
        rows.extend(twin::<LinkedFirst>("LinkedFirst", two, both(Progress)));
        rows.extend(twin::<Unlinked>("Unlinked", two, both(Progress)));
        rows.extend(twin::<LostTail>("LostTail", two, both(Progress)));
        rows.extend(twin::<Unlooked>("Unlooked", two, (Exclusion, Progress)));
        rows.extend(twin::<LostQueue>("LostQueue", two, both(Progress)));
        rows.extend(twin::<TryingThief>("TryingThief", tried, both(Refinement)));
        rows.push(
            client::<Wrong<RelaxedRelease, 2>>("RelaxedRelease", Client::lock(2, 1)).by(
                all().violates(Exclusion),
                all().violates(Exclusion),
                SEQUENTIAL,
            ),
        );
        rows.extend(sampled::<Stealing>(name));
        Object::new(name, rows)
    }
}

/// A twin, rejected in a small client by what explores, and in a large one by what draws; for
/// which reason depends on the order of executions.
fn twin<M: Makes>(
    name: &'static str,
    (small, large): (Client, Client),
    (explored, sampled): (Property, Property),
) -> [Row; 2] {
    let rejected = || all().violates(explored);
    [
        client::<Wrong<M, 4>>(name, small).by(rejected(), rejected(), ELSEWHERE),
        client::<Wrong<M, 4>>(name, large).by(
            ELSEWHERE,
            ELSEWHERE,
            drawn(Draw::AtRandom).violates(sampled),
        ),
    ]
}
