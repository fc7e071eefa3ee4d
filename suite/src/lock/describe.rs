//! What a lock's checks are called.

use super::{Client, Operation};
use crate::module;
use crate::report::{Description, Mode};
use latchwork_layer::Refinement;
use latchwork_lock::author::{HARDWARE, LOCK};

/// What a client checks of a lock that is held to `bypass_bound`.
pub(crate) fn properties(bypass_bound: Option<usize>) -> &'static str {
    match bypass_bound {
        Some(_) => "exclusion, refinement, bypass, progress",
        None => "exclusion, refinement, progress",
    }
}

/// Describes the check of `property` of the lock called `name`. `variant` tells
/// apart what differs in nothing else.
pub(crate) fn describe(
    name: &str,
    property: &str,
    client: Client,
    variant: Option<&str>,
    mode: Mode,
    weight: u32,
) -> Description {
    let operation = match client.operation {
        Operation::Lock => "lock",
        Operation::TryLock => "try_lock",
    };
    let claim = Refinement::new(&HARDWARE, name, &LOCK);
    let does = (operation, client.to_string());
    module::describe(claim, does, property, variant, mode, weight)
}
