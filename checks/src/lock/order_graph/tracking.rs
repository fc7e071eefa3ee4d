//! How the graph is told, and the known-bad twins.

use latchwork_lock::order::graph::{Attempt, Orders, Report};

/// How a CPU tells the graph.
pub(super) trait Tracking: Send + Sync + 'static {
    /// It waits for a lock; the last that it has taken is `held`.
    fn waits(
        orders: &Orders<'_>,
        held: Option<&Attempt>,
        attempt: &Attempt,
        report: &mut dyn FnMut(&Report<'_>),
    ) {
        _ = held;
        orders.waits(attempt, report);
    }

    /// It holds the lock.
    fn holds(orders: &Orders<'_>, attempt: &Attempt) {
        orders.holds(attempt);
    }
}

/// As it is.
pub(super) struct Real;

impl Tracking for Real {}

/// The order of two classes in the steps of a known-bad twin.
fn in_steps(
    steps: &str,
    orders: &Orders<'_>,
    held: Option<&Attempt>,
    attempt: &Attempt,
    report: &mut dyn FnMut(&Report<'_>),
) {
    if let Some(Attempt { class, .. }) = held {
        let classes = class.zip(attempt.class).expect("there is room");
        orders.in_steps(steps, classes, attempt.at, report);
    }
}

/// Makes a tracking of the steps of a twin.
macro_rules! twin {
    ($(#[$doc:meta])* $name:ident: $steps:literal) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl Tracking for $name {
            fn waits(
                orders: &Orders<'_>,
                held: Option<&Attempt>,
                attempt: &Attempt,
                report: &mut dyn FnMut(&Report<'_>),
            ) {
                in_steps($steps, orders, held, attempt, report);
            }
        }
    };
}

twin! {
    /// The right steps, by themselves: what the twins leave out or exchange.
    InSteps: "ptl"
}
twin! {
    /// Looks before it has put its order.
    LooksFirst: "lpt"
}
twin! {
    /// Takes no turn.
    WithoutTurn: "pl"
}
twin! {
    /// Tells circles by the highest number of their orders alone.
    HighestNumber: "pth"
}

/// Claims no entry before it fills it in.
pub(super) struct Unclaimed;

impl Tracking for Unclaimed {
    fn holds(orders: &Orders<'_>, attempt: &Attempt) {
        orders.holds_unclaimed(attempt);
    }
}
