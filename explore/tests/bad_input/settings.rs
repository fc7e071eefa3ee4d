//! Settings, orderings and replays that make no sense.

use crate::{failure, panic_of};
use latchwork_explore::FailureKind::Panic;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering, fence};
use latchwork_explore::{Explorer, Shard};

#[test]
fn of_the_explorer() {
    let message = panic_of(|| Explorer::new().workers(0));
    assert!(message.contains("needs a worker"), "{message}");
    for steps in [0, Explorer::MOST_STEPS + 1] {
        let message = panic_of(|| Explorer::new().step_limit(steps));
        assert!(message.contains("between 1 and 30000"), "{message}");
    }
}

#[test]
fn of_a_shard() {
    for text in ["", "1", "0/2", "3/2", "1/0", "one/2", "1/2/3", "-1/2"] {
        let error = text.parse::<Shard>().expect_err(text).to_string();
        println!("{text:?}: {error}");
        assert!(
            error.contains("i/n") || error.contains("shard"),
            "{text:?}: {error}"
        );
    }
    let shard: Shard = "2/4".parse().expect("a shard");
    assert_eq!(shard.to_string(), "2/4");
}

/// As in the standard library.
#[test]
fn orderings_that_do_not_exist() {
    type Access = fn(&AtomicUsize);
    let accesses: [(&str, Access); 5] = [
        ("load with Release", |x| _ = x.load(Ordering::Release)),
        ("load with AcqRel", |x| _ = x.load(Ordering::AcqRel)),
        ("store with Acquire", |x| x.store(1, Ordering::Acquire)),
        ("load with Release", |x| {
            _ = x.compare_exchange(0, 1, Ordering::Relaxed, Ordering::Release);
        }),
        ("relaxed fence", |_| fence(Ordering::Relaxed)),
    ];
    for (words, access) in accesses {
        let report = Explorer::new().explore(|| access(&AtomicUsize::new(0)));
        failure(
            report,
            Panic,
            &["there is no such thing", words, "bad_input/settings.rs:"],
        );
    }
}
