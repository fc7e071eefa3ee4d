//! How far the shared queue is explored.

use latchwork_suite::Check;
use latchwork_suite::queue::{composed, explored};

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    vec![
        explored(2, 2, 1),
        explored(3, 2, 1),
        explored(3, 3, 1),
        explored(4, 1, 1),
        explored(4, 2, 1),
        composed(2, 1, 1),
        composed(2, 2, 1),
        composed(3, 1, 1),
        composed(3, 2, 6),
        composed(4, 1, 1),
    ]
}
