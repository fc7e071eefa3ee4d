//! Two accesses that nothing orders, as a failure.

use super::{Failure, Property, Sight};

/// An access that a racing pair consists of.
pub(crate) struct Access {
    /// `read` or `write`.
    pub(crate) what: String,
    pub(crate) cpu: usize,
    pub(crate) at: String,
}

/// Two accesses that nothing orders.
pub(crate) fn race_of(earlier: &Access, later: &Access) -> Failure {
    let mut failure = Failure::new(
        Property::Exclusion,
        "data race",
        format!(
            "nothing orders the {} of CPU {} at {} after the {} of CPU {} at {}",
            later.what, later.cpu, later.at, earlier.what, earlier.cpu, earlier.at
        ),
    );
    let sight = |access: &Access, other: &Access, earlier| Sight {
        cpu: access.cpu,
        event: format!("{}s", access.what),
        at: access.at.clone(),
        note: format!("races with the {} of CPU {}", other.what, other.cpu),
        earlier,
    };
    failure.sights = vec![sight(earlier, later, true), sight(later, earlier, false)];
    failure
}
