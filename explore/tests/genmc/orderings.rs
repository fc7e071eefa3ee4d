//! Each ordering of the clients, weakened: every one is needed, and the explorer
//! shows what goes wrong without it. (The ticket lock draws its ticket relaxed,
//! which cannot be weakened.)

use crate::clients::{Lock, count, mcs, mcs::Mcs, tas, ticket, ticket::Ticket};
use latchwork_explore::FailureKind::{self, DataRace, Livelock};
use latchwork_explore::{Explorer, MemoryModel};
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

/// Explores a client of a lock with one ordering weakened: it must fail so under
/// RC11, and under SC, where orderings mean nothing, not at all.
#[track_caller]
fn fails<L: Lock>(
    what: &str,
    lock: impl Fn() -> L + Send + Sync,
    [threads, acquisitions]: [usize; 2],
    expected: FailureKind,
) {
    let explore = |model| {
        Explorer::new()
            .memory_model(model)
            .explore(|| count(lock(), threads, acquisitions))
    };
    let report = explore(MemoryModel::Rc11);
    let failure = report
        .failure
        .unwrap_or_else(|| panic!("{what}: passes {} executions", report.complete));
    assert_eq!(
        failure.kind, expected,
        "{what}: {failure}\n{}",
        failure.execution,
    );
    println!("{what}: {failure}");
    let sequential = explore(MemoryModel::Sc);
    assert!(
        sequential.ended && sequential.failure.is_none(),
        "{what}, sequentially consistent: {sequential:?}",
    );
}

#[test]
fn of_the_ticket_lock() {
    type Weaken = fn(&mut ticket::Orders);
    let weakened: [(&str, Weaken); 2] = [
        ("wait: relaxed", |orders| orders.wait = Relaxed),
        ("serve: relaxed", |orders| orders.serve = Relaxed),
    ];
    for (what, weaken) in weakened {
        let mut orders = ticket::Orders::default();
        weaken(&mut orders);
        for client in [[2, 1], [3, 1]] {
            fails(what, || Ticket::new(orders), client, DataRace);
        }
    }
}

#[test]
fn of_the_mcs_lock() {
    type Weaken = fn(&mut mcs::Orders, Ordering);
    // Without the link's release, or the acquire that it pairs with, and without
    // the release of the swap, a store to the successor's or the own node comes
    // in modification order behind the one that was to overwrite it, and its
    // reader waits for ever. Without the others the counter races.
    let weakened: [(&str, Ordering, FailureKind, Weaken); 8] = [
        ("swap: acquire", Acquire, Livelock, |orders, to| {
            orders.swap = to
        }),
        ("swap: release", Release, DataRace, |orders, to| {
            orders.swap = to
        }),
        ("link: relaxed", Relaxed, Livelock, |orders, to| {
            orders.link = to
        }),
        ("wait: relaxed", Relaxed, DataRace, |orders, to| {
            orders.wait = to
        }),
        ("look: relaxed", Relaxed, Livelock, |orders, to| {
            orders.look = to
        }),
        ("leave: relaxed", Relaxed, DataRace, |orders, to| {
            orders.leave = to
        }),
        ("wait_link: relaxed", Relaxed, Livelock, |orders, to| {
            orders.wait_link = to
        }),
        ("hand: relaxed", Relaxed, DataRace, |orders, to| {
            orders.hand = to
        }),
    ];
    for (what, to, expected, weaken) in weakened {
        let mut orders = mcs::Orders::default();
        weaken(&mut orders, to);
        fails(what, || Mcs::<2>::new(orders), [2, 1], expected);
    }
}

#[test]
fn of_the_tas_lock() {
    type Weaken = fn(&mut tas::Orders);
    let weakened: [(&str, Weaken); 2] = [
        ("swap: relaxed", |orders| orders.swap = Relaxed),
        ("release: relaxed", |orders| orders.release = Relaxed),
    ];
    for (what, weaken) in weakened {
        let mut orders = tas::Orders::default();
        weaken(&mut orders);
        fails(what, || tas::GivingUp::new(orders), [2, 1], DataRace);
    }
}
