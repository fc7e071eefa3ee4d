//! The plan that fits any lock, for loom.

use crate::lock::client::Client;
use crate::lock::comparison::{Comparison, LeftOut};
use crate::lock::loom::Exploration;
use crate::lock::plan::Plan;

impl Plan<'static> {
    /// What any lock's exploration ends with in reasonable time.
    pub const SMALL: Self = Self {
        explorations: &[
            Exploration::complete(Client::lock(2, 1), 1),
            Exploration::complete(Client::try_lock(2, 1), 1),
            Exploration::bounded(Client::lock(2, 2), 3, 20_000, 5),
            Exploration::bounded(Client::lock(3, 1), 3, 20_000, 10),
        ],
        comparisons: &[
            Comparison::waits(Client::lock(2, 1), 1),
            Comparison::waits(Client::try_lock(2, 1), 1),
            Comparison::new(Client::lock(2, 1), LeftOut::Starts, 1),
            Comparison::new(Client::try_lock(2, 1), LeftOut::Starts, 1),
        ],
    };
}

impl Plan<'_> {
    /// What its explorations take for granted must be tested.
    ///
    /// # Panics
    ///
    /// If an exploration takes CPUs for interchangeable, and no comparison tests
    /// whether the lock lets them be.
    pub(in crate::lock) fn assert_tested(self, name: &str) {
        let taken = self.explorations.iter().any(|it| it.symmetric);
        let tested = self.comparisons.iter().any(|it| it.is_of(LeftOut::Names));
        assert!(
            tested || !taken,
            "{name}: a plan with symmetric explorations needs a comparison with LeftOut::Names"
        );
    }
}
