//! How far the shared queue is explored.

use super::exhaustive::{composed, explored};
use latchwork_suite::Check;

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    vec![
        explored(2, 2, 1),
        explored(3, 2, 1),
        explored(4, 1, 1),
        composed(2, 1, 1),
        composed(2, 2, 2),
        composed(3, 1, 10),
    ]
}
