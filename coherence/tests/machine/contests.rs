//! Contests on the machine whose numbers are easy to add.

use crate::bench::machine;
use latchwork_coherence::contest::{Contended, Measured, Point, Spread, contest};
use latchwork_coherence::sync::atomic::AtomicBool;
use latchwork_coherence::sync::atomic::Ordering::{Acquire, Release};
use latchwork_coherence::{Pace, wait_until};

#[derive(Default)]
struct TestAndSet(AtomicBool);

impl Contended for TestAndSet {
    fn hold(&self, inside: impl FnOnce()) {
        while self.0.swap(true, Acquire) {
            wait_until(&self.0, Pace::Constant(1), |held| !held, || ());
        }
        inside();
        self.0.store(false, Release);
    }
}

fn measured(point: &Point) -> Measured {
    assert_eq!(point.mistake(), None);
    contest(&machine(&[]), point, TestAndSet::default).expect("it ends")
}

#[test]
fn one_cpu_takes_what_it_does() {
    let it = measured(&Point {
        spread: Spread::Within(0),
        outside: 70,
        critical_section: 30,
        lines: 3,
        acquisitions: 100,
        ..Point::new("test", "TestAndSet", 1)
    });
    // A swap takes 10, each of three stores inside 1, the inside 30, the release 1, and the
    // outside 70.
    assert_eq!(it.cycles, 114.0);
    assert_eq!((it.p50, it.longest, it.bypass), (10, 10, 0));
    assert_eq!((it.jain, it.settled, it.accesses), (1.0, true, 5 * 100));
    assert_eq!(it.transfers.total(), 0.0);
    assert_eq!(it.hand_offs, [0, 0]);
}

#[test]
fn seeds_differ_by_the_order_in_which_cpus_begin_and_by_what_is_drawn() {
    let of = |spread, seed| {
        let it = measured(&Point {
            spread,
            outside: 500,
            warm_up: 0,
            acquisitions: 40,
            seed,
            ..Point::new("test", "TestAndSet", 4)
        });
        assert!(it.transfers.writes > 0.5 && it.bypass > 0);
        (it.hand_offs, it.p50, it.longest)
    };
    for spread in [Spread::Within(0), Spread::Exponential] {
        assert_eq!(of(spread, 1), of(spread, 1));
        assert!(
            (2..6).any(|seed| of(spread, seed) != of(spread, 1)),
            "{spread:?}"
        );
    }
}
