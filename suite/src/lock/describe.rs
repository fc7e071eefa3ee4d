//! What a lock's checks are called.

use super::{Client, Operation};
use crate::program::CHECKER;
use crate::report::{Description, Mode, Verdict};
use latchwork_layer::lock::Order;
use latchwork_lock::RawLock;

/// What a client checks of the lock `R` unless it says otherwise.
pub(crate) fn properties<R: RawLock>() -> &'static str {
    match R::ORDER {
        Order::Fifo => "exclusion, refinement, bypass, progress",
        Order::Unfair => "exclusion, refinement, progress",
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
    let kind = if property == "pruning" {
        property
    } else {
        operation
    };
    let variant = variant.map(|variant| format!("/{variant}"));
    Description {
        id: format!("{name}/{kind}/{client}{}", variant.unwrap_or_default()),
        object: name.to_owned(),
        layer: "lock".to_owned(),
        property: format!("{operation}: {property}"),
        checker: CHECKER.to_owned(),
        client: client.to_string(),
        mode,
        expected: Verdict::Pass,
        violates: String::new(),
        weight,
    }
}
