//! What a lock's checks are called.

use super::{Client, Operation};
use crate::program::CHECKER;
use crate::report::{Description, Mode, Verdict};
use latchwork_layer::Refinement;
use latchwork_lock::{HARDWARE, LOCK};

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
    let variant = variant.map(|variant| format!("/{variant}"));
    Description {
        id: format!("{name}/{operation}/{client}{}", variant.unwrap_or_default()),
        object: claim.module.to_owned(),
        layer: claim.over.name.to_owned(),
        rests_on: claim.under.name.to_owned(),
        property: format!("{operation}: {property}"),
        checker: CHECKER.to_owned(),
        client: client.to_string(),
        mode,
        expected: Verdict::Pass,
        violates: String::new(),
        weight,
    }
}
