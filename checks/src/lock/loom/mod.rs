//! How far the locks are explored, and their controls.

mod controls;
mod environment;
mod locks;

use latchwork_suite::Check;

/// Every check, and every control.
pub(crate) fn checks() -> Vec<Check> {
    let parts = [
        locks::checks(),
        environment::checks(),
        controls::checks(),
        environment::controls(),
    ];
    parts.into_iter().flatten().collect()
}
