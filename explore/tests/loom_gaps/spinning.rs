//! Waits.

use crate::explored::{BRANCHES, explorer, loom, loom_is_wrong};
use latchwork_explore::FailureKind::Livelock;

both! {
    /// Nobody stores what the thread waits for.
    mod in_vain {
        pub(crate) fn program() {
            wait_for(&AtomicUsize::new(0), Acquire, 1);
        }
    }
}

/// loom only says that an execution got long, as it would of any that is. The
/// explorer says who waits, and where.
#[test]
fn a_wait_in_vain() {
    let named_wrongly = loom(in_vain::over_loom::program);
    loom_is_wrong(
        named_wrongly.complained_of(BRANCHES),
        "reports a wait in vain as too many branches",
        &named_wrongly,
    );
    let found = explorer(in_vain::over_explorer::program);
    assert_eq!(found.kind, Some(Livelock), "{found:?}");
    assert!(
        found.complained_of("loom_gaps/spinning.rs") || found.complained_of("loom_gaps/both.rs"),
        "it says where: {found:?}",
    );
}

both! {
    /// A ticket lock that each thread takes once: in which order.
    mod ticket_lock {
        pub(crate) fn program(threads: usize) -> Vec<usize> {
            let lock = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let take = move |(next, owner): &(AtomicUsize, AtomicUsize)| {
                let ticket = next.fetch_add(1, Relaxed);
                wait_for(owner, Acquire, ticket);
                owner.store(ticket + 1, Release);
                ticket
            };
            let others: Vec<_> = (1..threads)
                .map(|_| {
                    let lock = Arc::clone(&lock);
                    spawn(move || take(&lock))
                })
                .collect();
            let mut tickets = vec![take(&lock)];
            for other in others {
                tickets.push(other.join().unwrap());
            }
            tickets
        }
    }
}

/// Under loom two waiters that yield wake each other for ever, ahead of the
/// holder's store, in an execution that no fair scheduler has. Under the explorer
/// there is one execution for each order of service, and no other.
#[test]
fn two_spinners_that_yield() {
    let alarm = loom(|| ticket_lock::over_loom::program(3));
    loom_is_wrong(
        alarm.complained_of(BRANCHES),
        "takes two spinners that yield to each other for a livelock",
        &alarm,
    );
    let two = loom(|| ticket_lock::over_loom::program(2));
    two.comes_to([[0, 1], [1, 0]]);
    assert!(two.executions > 2, "of two executions: {two:?}");
    for (threads, orders) in [(2, 2), (3, 6), (4, 24)] {
        let explored = explorer(|| ticket_lock::over_explorer::program(threads));
        assert!(explored.passed(), "{explored:?}");
        assert_eq!(explored.outcomes.len(), orders);
        assert_eq!(explored.executions, orders as u64, "each once");
    }
}
