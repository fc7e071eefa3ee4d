//! The plan that fits any lock, for the explorer.

use crate::lock::client::Client;
use crate::lock::comparison::Comparison;
use crate::lock::explorer::Exploration;
use crate::lock::plan::Plan;

impl Plan<'static> {
    /// What any lock's exploration ends with in reasonable time.
    pub const SMALL: Self = Self {
        explorations: &[
            Exploration::complete(Client::lock(2, 1), 1),
            Exploration::complete(Client::lock(2, 2), 1),
            Exploration::complete(Client::lock(3, 1), 1),
            // Who comes back, to somebody who comes for the first time.
            Exploration::complete(Client::lock(3, 1).with_first(2), 1),
            Exploration::complete(Client::lock(4, 1), 1),
            Exploration::complete(Client::try_lock(2, 1), 1),
            Exploration::complete(Client::try_lock(2, 2), 1),
            Exploration::complete(Client::try_lock(3, 1), 1),
        ],
        comparisons: &[
            Comparison::waits(Client::lock(2, 1), 1),
            Comparison::waits(Client::lock(2, 2), 1),
            Comparison::waits(Client::try_lock(2, 1), 1),
        ],
    };
}

impl Plan<'_> {
    /// What its explorations take for granted must be tested: nothing is, but that
    /// conditions are pure, which the façade looks after.
    pub(in crate::lock) fn assert_tested(self, _name: &str) {}
}
