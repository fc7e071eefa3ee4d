//! What panics of the host's threads mean.

use crate::Failure;
use crate::failure::Situation;

/// The failure that a panic with this message, at this place, stands for: no checker
/// speaks here, so it is the checked code's.
pub(crate) fn meaning(message: &str, at: &str, _situation: &Situation) -> Failure {
    Failure::panicked(message, at)
}
