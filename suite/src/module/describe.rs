//! What checks are called.

use crate::report::{Description, Mode};
use latchwork_layer::Refinement;

/// Describes the check of `property` of what a client of this size does, as a part of
/// `claim`. `variant` tells apart what differs in nothing else.
pub(crate) fn describe(
    claim: Refinement<'_>,
    (does, size): (&str, String),
    property: &str,
    variant: Option<&str>,
    mode: Mode,
    weight: u32,
) -> Description {
    let variant = variant.map(|variant| format!("/{variant}"));
    let part = format!("{does}/{size}{}", variant.unwrap_or_default());
    Description {
        property: format!("{does}: {property}"),
        client: size,
        mode,
        weight,
        ..Description::of(claim, &part)
    }
}
