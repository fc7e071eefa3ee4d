//! The hardware scheduler.

use latchwork_suite::Check;
use latchwork_suite::lock::{Outside, check_policies, check_replay};

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    vec![
        check_policies(Outside::Nothing),
        check_replay(Outside::Nothing),
    ]
}
