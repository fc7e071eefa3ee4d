//! What the graph may say: the orders of one CPU after another, and their circle.

use latchwork_layer::{Spec, Stuck};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Formatter};

/// What CPUs tell the graph, and what it reports. A list is what one CPU holds; whoever
/// is told that it is this CPU uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OrderEvent {
    /// Whoever has `list` waits for `lock`.
    Waits { list: usize, lock: usize },
    /// It holds `lock`.
    Holds { list: usize, lock: usize },
    /// `lock` is released: it is taken from `list`, or else from where it is.
    Releases { list: usize, lock: usize },
    /// These orders are reported: what was held, and what was taken.
    Circle(Vec<(usize, usize)>),
    /// A lock is waited for that its CPU holds.
    Again,
    /// A CPU has done its work.
    Done,
}

/// Orders of locks: once some of them are a circle, one is reported, and so is each circle of two.
/// None is reported twice, and nothing else is.
pub(super) struct OrderSpec {
    /// How many CPUs there are.
    pub(super) cpus: usize,
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    held: BTreeMap<usize, BTreeSet<usize>>,
    orders: BTreeSet<(usize, usize)>,
    reported: Reported,
    done: usize,
}

/// The circles that have been reported, each from its lowest order on. Tables show whether one
/// has.
#[derive(Clone, Default)]
struct Reported(BTreeSet<Vec<(usize, usize)>>);

impl Debug for Reported {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (!self.0.is_empty()).fmt(f)
    }
}

impl State {
    fn holds(&mut self, list: usize) -> &mut BTreeSet<usize> {
        self.held.entry(list).or_default()
    }

    /// Whether there is a way from `from` to `to`.
    fn leads(&self, from: usize, to: usize) -> bool {
        let mut reached = BTreeSet::from([from]);
        loop {
            let next = self
                .orders
                .iter()
                .filter(|(held, _)| reached.contains(held));
            let more: Vec<usize> = next.map(|(_, taken)| *taken).collect();
            let before = reached.len();
            reached.extend(more);
            if reached.contains(&to) || reached.len() == before {
                return reached.contains(&to);
            }
        }
    }

    fn has_circle(&self) -> bool {
        let mut orders = self.orders.iter();
        orders.any(|(held, taken)| self.leads(*taken, *held))
    }

    /// Whether there is a circle that must be reported and is not.
    fn lacks_a_report(&self) -> bool {
        let lacks = |circle: [(usize, usize); 2]| {
            self.orders.contains(&circle[1]) && !self.reported.0.contains(&circle[..])
        };
        let mut rising = self.orders.iter().filter(|(held, taken)| held < taken);
        rising.any(|&(held, taken)| lacks([(held, taken), (taken, held)]))
            || (self.reported.0.is_empty() && self.has_circle())
    }
}

impl Spec for OrderSpec {
    type State = State;
    type Event = OrderEvent;

    fn initial(&self) -> State {
        State::default()
    }

    fn step(&self, state: &mut State, _cpu: usize, event: &OrderEvent) -> Result<(), Stuck> {
        match event {
            OrderEvent::Waits { list, lock } => {
                let held = state.holds(*list).clone();
                state
                    .orders
                    .extend(held.into_iter().map(|held| (held, *lock)));
            }
            OrderEvent::Holds { list, lock } => _ = state.holds(*list).insert(*lock),
            OrderEvent::Releases { list, lock } => {
                let is_own = state.holds(*list).remove(lock);
                _ = is_own || state.held.values_mut().any(|held| held.remove(lock));
            }
            OrderEvent::Circle(steps) => {
                let next = steps.iter().cycle().skip(1);
                let is_circle = steps
                    .iter()
                    .zip(next)
                    .all(|((_, taken), (held, _))| taken == held);
                if steps.is_empty() || !is_circle {
                    return Err(Stuck::because("what is reported is no circle"));
                }
                if !steps.iter().all(|step| state.orders.contains(step)) {
                    return Err(Stuck::because("nobody has taken locks in this order"));
                }
                let mut circle = steps.clone();
                let lowest = (0..circle.len()).min_by_key(|index| circle[*index]);
                circle.rotate_left(lowest.unwrap_or_default());
                if !state.reported.0.insert(circle) {
                    return Err(Stuck::because("it has been reported"));
                }
            }
            OrderEvent::Again => {
                return Err(Stuck::because("nobody waits for what it holds"));
            }
            OrderEvent::Done => {
                state.done += 1;
                if state.done == self.cpus && state.lacks_a_report() {
                    return Err(Stuck::because("nobody has reported the circle"));
                }
            }
        }
        Ok(())
    }

    fn invariant(&self, state: &State) -> Result<(), Stuck> {
        match !state.reported.0.is_empty() && !state.has_circle() {
            true => Err(Stuck::because("there is no circle")),
            false => Ok(()),
        }
    }

    fn at_rest(&self, state: &State) -> bool {
        state.done == self.cpus && state.held.values().all(BTreeSet::is_empty)
    }
}
