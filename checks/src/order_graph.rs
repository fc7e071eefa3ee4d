//! The graph of lock orders under the explorer: every execution of a few small clients, in
//! which CPUs use the graph at the same time, and what must be in each of them.

use latchwork_atomic::model;
use latchwork_explore::{Explorer, Report as Explored};
use latchwork_lock::order::graph::{Attempt, Kind, OrderGraph, Orders, Report};
use std::panic::Location;
use std::sync::Arc;
use std::sync::Mutex;

/// Four classes with interrupts, and few orders: the less there is, the less is explored.
type Graph = OrderGraph<3, 4, 6>;

/// The addresses of locks, each a class by itself.
const A: usize = 4;
const B: usize = 8;
const C: usize = 12;

/// What has been reported in an execution.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Said {
    fn say(&self, report: &Report<'_>) {
        self.0
            .lock()
            .expect("nobody panics here")
            .push(report.to_string());
    }

    fn count(&self) -> usize {
        self.0.lock().expect("nobody panics here").len()
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

/// Takes `outer`, and `inner` under it, and releases both.
fn nest(orders: &Orders<'_>, said: &Said, cpu: usize, outer: usize, inner: usize) {
    for lock in [outer, inner] {
        let attempt = attempt(orders, cpu, lock);
        orders.waits(&attempt, &mut |report| said.say(report));
        orders.holds(&attempt);
    }
    orders.releases(cpu, inner);
    orders.releases(cpu, outer);
}

/// Explores `work` on `cpus` CPUs, with `reports` reports at the end of each execution. All
/// classes have their numbers, unless they get them `late`.
fn explore(
    cpus: usize,
    late: bool,
    reports: usize,
    work: impl Fn(&Orders<'_>, &Said, usize) + Copy + Send + Sync + 'static,
) -> Explored {
    let report = Explorer::new().workers(1).explore(move || {
        let graph = Graph::new();
        if !late {
            for lock in [A, B, C] {
                _ = graph.orders().class(Kind::Itself(lock));
            }
        }
        let said = Said::default();
        let seen = said.clone();
        model::run(
            cpus,
            move |cpu| work(&graph.orders(), &said, cpu),
            move || assert_eq!(seen.count(), reports),
        );
    });
    println!("{report}");
    assert!(report.ended || report.failure.is_some());
    report
}

#[track_caller]
fn holds(report: &Explored) {
    let failure = report.failure.as_ref();
    assert!(
        failure.is_none(),
        "{}",
        failure
            .map(|it| format!("{it}\n{}", it.table()))
            .unwrap_or_default()
    );
    assert!(report.complete > 1, "{report}");
}

#[test]
fn two_cpus_close_a_circle_and_one_says_so() {
    holds(&explore(2, false, 1, |orders, said, cpu| {
        let (outer, inner) = [(A, B), (B, A)][cpu];
        nest(orders, said, cpu, outer, inner);
    }));
}

#[test]
fn classes_get_their_numbers_meanwhile() {
    holds(&explore(2, true, 1, |orders, said, cpu| {
        let (outer, inner) = [(A, B), (B, A)][cpu];
        nest(orders, said, cpu, outer, inner);
    }));
}

#[test]
fn three_cpus_close_a_circle_and_one_says_so() {
    holds(&explore(3, false, 1, |orders, said, cpu| {
        let (outer, inner) = [(A, B), (B, C), (C, A)][cpu];
        nest(orders, said, cpu, outer, inner);
    }));
}

/// The twin: what is no circle is never reported.
#[test]
fn three_cpus_that_keep_an_order_are_left_alone() {
    holds(&explore(3, false, 0, |orders, said, cpu| {
        let (outer, inner) = [(A, B), (B, C), (A, C)][cpu];
        nest(orders, said, cpu, outer, inner);
    }));
}
