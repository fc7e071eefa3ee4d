//! The graph of lock orders under the explorer: every execution of a few small clients, in
//! which CPUs use the graph at the same time, and what must be in each of them.

use latchwork_atomic::model;
use latchwork_explore::{Explorer, Report as Explored};
use latchwork_lock::order::graph::{Attempt, Kind, OrderGraph, Orders, Report};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Four classes with interrupts, and few orders: the less there is, the less is explored.
type Graph = OrderGraph<3, 4, 6>;

/// The addresses of locks, each a class by itself.
const A: usize = 4;
const B: usize = 8;
const C: usize = 12;

/// How many reports there were in an execution.
#[derive(Clone, Default)]
struct Said(Arc<AtomicUsize>);

impl Said {
    fn say(&self, _report: &Report<'_>) {
        // Relaxed: the host's, in which a model runs on one thread.
        self.0.fetch_add(1, Relaxed);
    }

    fn count(&self) -> usize {
        // Relaxed: nobody counts any more.
        self.0.load(Relaxed)
    }
}

fn attempt(orders: &Orders<'_>, cpu: usize, lock: usize) -> Attempt {
    Attempt {
        cpu,
        lock,
        class: orders.class(Kind::Itself(lock)),
        at: Location::caller(),
        in_handler: false,
        interrupts_on: false,
    }
}

/// Notes that a CPU holds a lock.
type Hold = fn(&Orders<'_>, &Attempt);

/// Takes `locks`, one under the other, and releases them.
fn nest(orders: &Orders<'_>, said: &Said, cpu: usize, locks: &[usize]) {
    nest_by(
        |orders, attempt| orders.holds(attempt),
        orders,
        said,
        cpu,
        locks,
    );
}

fn nest_by(hold: Hold, orders: &Orders<'_>, said: &Said, cpu: usize, locks: &[usize]) {
    for lock in locks {
        let attempt = attempt(orders, cpu, *lock);
        orders.waits(&attempt, &mut |report| said.say(report));
        hold(orders, &attempt);
    }
    for lock in locks {
        orders.releases(cpu, *lock);
    }
}

/// What a CPU does with the graph.
trait Work: Fn(&Orders<'_>, &Said, usize) + Copy + Send + Sync + 'static {}

impl<F: Fn(&Orders<'_>, &Said, usize) + Copy + Send + Sync + 'static> Work for F {}

/// Explores `work` on CPUs 0 to `cpus` - 1, and then on CPU `cpus` by itself; `reports`
/// reports are to be there in the end. All classes have their numbers, unless they get them
/// `late`.
fn explore(cpus: usize, late: bool, reports: usize, work: impl Work) -> Explored {
    let report = Explorer::new().workers(1).explore(move || {
        let graph = Arc::new(Graph::new());
        if !late {
            for lock in [A, B, C] {
                _ = graph.orders().class(Kind::Itself(lock));
            }
        }
        let (said, after, last) = (Said::default(), Said::default(), Arc::clone(&graph));
        let seen = said.clone();
        model::run(
            cpus,
            move |cpu| work(&graph.orders(), &said, cpu),
            move || {
                work(&last.orders(), &after, cpus);
                assert_eq!(seen.count() + after.count(), reports, "reports");
            },
        );
    });
    println!("{report}");
    assert!(report.ended || report.failure.is_some());
    report
}

/// Each execution of `report` was as it should be.
fn is_right(report: &Explored) {
    if let Some(failure) = &report.failure {
        panic!("{failure}\n{}", failure.table());
    }
    assert!(report.complete > 1, "{report}");
}

/// There is an execution without the report that there should be.
fn misses_it(report: &Explored) {
    let failure = report.failure.as_ref().expect("an execution fails");
    let message = failure.to_string();
    assert!(
        message.contains("left: 0") && message.contains("right: 1"),
        "{message}"
    );
}

/// Two CPUs take two locks, each in its own order.
fn crosswise(orders: &Orders<'_>, said: &Said, cpu: usize) {
    match cpu {
        0 => nest(orders, said, cpu, &[A, B]),
        1 => nest(orders, said, cpu, &[B, A]),
        _ => (),
    }
}

/// The locks that three CPUs hold and take so that each waits for the next.
const ROUND: [[usize; 2]; 3] = [[A, B], [B, C], [C, A]];

fn in_a_round(orders: &Orders<'_>, said: &Said, cpu: usize) {
    if let Some(locks) = ROUND.get(cpu) {
        nest(orders, said, cpu, locks);
    }
}

#[test]
fn two_cpus_close_a_circle_and_one_says_so() {
    is_right(&explore(2, false, 1, crosswise));
}

#[test]
fn classes_get_their_numbers_meanwhile() {
    is_right(&explore(2, true, 1, crosswise));
}

#[test]
fn three_cpus_close_a_circle_and_one_says_so() {
    is_right(&explore(3, false, 1, in_a_round));
}

/// What is no circle is not reported, in any execution.
#[test]
fn three_cpus_that_keep_an_order_are_left_alone() {
    is_right(&explore(3, false, 0, |orders, said, cpu| {
        if let Some(locks) = [[A, B], [B, C], [A, C]].get(cpu) {
            nest(orders, said, cpu, locks);
        }
    }));
}

/// A known-bad twin: what `crosswise` and `in_a_round` do, in other steps.
fn twin<const CPUS: usize>(steps: &'static str) -> Explored {
    explore(CPUS, false, 1, move |orders, said, cpu| {
        if cpu < CPUS {
            let class = |lock| orders.class(Kind::Itself(lock)).expect("there is room");
            let [held, taken] = ROUND[cpu];
            let taken = if cpu + 1 == CPUS { A } else { taken };
            let classes = (class(held), class(taken));
            let at = Location::caller();
            orders.in_steps(steps, classes, at, &mut |report| said.say(report));
        }
    })
}

#[test]
fn the_twins_miss_circles() {
    // As it is done, and that is right.
    is_right(&twin::<2>("ptl"));
    is_right(&twin::<3>("ptl"));
    // `LooksFirst`.
    misses_it(&twin::<2>("lpt"));
    misses_it(&twin::<3>("lpt"));
    // `WithoutTurn`.
    misses_it(&twin::<2>("pl"));
    misses_it(&twin::<3>("pl"));
}

/// An interrupt handler uses the list of the CPU that it interrupts, and so may a thread that
/// is wrong about its number.
fn sharing(hold: Hold) -> Explored {
    explore(2, false, 1, move |orders, said, cpu| match cpu {
        0 => nest_by(hold, orders, said, 0, &[A, B]),
        1 => {
            let attempt = attempt(orders, 0, C);
            hold(orders, &attempt);
            orders.releases(0, C);
        }
        _ => {
            // Were something left, this would be in a circle with it.
            nest(orders, said, 0, &[A]);
            assert_eq!(said.count(), 0, "something is left");
            // And this is, with what was there.
            nest(orders, said, 1, &[B, A]);
        }
    })
}

#[test]
fn who_shares_a_list_leaves_it_as_it_was() {
    is_right(&sharing(|orders, attempt| orders.holds(attempt)));
}

/// `Unclaimed`: one of the two overwrites what the other holds.
#[test]
fn the_twin_loses_what_is_held() {
    let report = sharing(|orders, attempt| orders.holds_unclaimed(attempt));
    let failure = report.failure.expect("an execution fails").to_string();
    assert!(
        failure.contains("assertion `left == right` failed"),
        "{failure}"
    );
}
