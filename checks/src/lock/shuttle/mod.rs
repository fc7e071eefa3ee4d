//! How far the locks are sampled, and their controls.

mod controls;
mod locks;

use latchwork_suite::Check;

/// Every check, and every control.
pub(crate) fn checks() -> Vec<Check> {
    let parts = [locks::checks(), controls::checks()];
    parts.into_iter().flatten().collect()
}
