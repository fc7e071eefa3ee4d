//! A policy for each execution in turn.

use super::{Point, Policy};
use core::fmt::{self, Debug, Formatter};

/// Several policies, one execution each.
pub struct Alternate {
    policies: Vec<Box<dyn Policy>>,
    begun: usize,
}

impl Alternate {
    /// These policies, the first one first.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn new(policies: Vec<Box<dyn Policy>>) -> Self {
        assert!(!policies.is_empty(), "somebody must decide");
        Self { policies, begun: 0 }
    }
}

impl Policy for Alternate {
    fn begin(&mut self) {
        let turn = self.begun % self.policies.len();
        self.policies[turn].begin();
        self.begun += 1;
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        let turn = (self.begun - 1) % self.policies.len();
        self.policies[turn].choose(point)
    }
}

impl Debug for Alternate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alternate")
            .field("policies", &self.policies.len())
            .finish_non_exhaustive()
    }
}
