//! The most important CPU first.

use super::draw::Draw;
use super::{Point, Policy};
use std::collections::BTreeSet;

/// The CPU with the highest priority among those that have not given way.
///
/// A CPU that gives way is passed over until all that can run have given way:
/// so a holder of low priority gets on while others spin for it.
#[derive(Clone, Debug)]
pub struct Priority {
    draw: Draw,
    given: bool,
    /// From the highest to the lowest.
    order: Vec<usize>,
    gave_way: BTreeSet<usize>,
}

impl Priority {
    /// In this order, from the highest to the lowest; CPUs that are not named
    /// come last.
    pub fn fixed(order: impl IntoIterator<Item = usize>) -> Self {
        Self {
            draw: Draw::new(0),
            given: true,
            order: order.into_iter().collect(),
            gave_way: BTreeSet::new(),
        }
    }

    /// In an order of the CPUs `0..cpus` that is drawn for each execution.
    pub fn drawn(seed: u64, cpus: usize) -> Self {
        Self {
            draw: Draw::new(seed),
            given: false,
            ..Self::fixed(0..cpus)
        }
    }

    fn highest(&self, point: &Point<'_>) -> Option<usize> {
        let eligible = |cpu: usize| point.can_run(cpu) && !self.gave_way.contains(&cpu);
        let named = self.order.iter().copied().find(|&cpu| eligible(cpu));
        named.or_else(|| point.runnable.iter().copied().find(|&cpu| eligible(cpu)))
    }
}

impl Policy for Priority {
    fn begin(&mut self) {
        self.gave_way.clear();
        if !self.given {
            self.draw.begin();
            self.order.sort_unstable();
            self.draw.shuffle(&mut self.order);
        }
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        if point.yielding {
            self.gave_way.extend(point.current);
        }
        self.highest(point).unwrap_or_else(|| {
            self.gave_way.clear();
            self.highest(point).expect("somebody can run")
        })
    }
}
