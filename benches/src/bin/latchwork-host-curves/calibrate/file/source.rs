//! Values, and where they come from.

use crate::quartiles::Quartiles;

/// Whole cycles, at least one.
pub(super) fn cycles(measured: &Quartiles) -> u64 {
    measured.median.round().max(1.0) as u64
}

/// Where a value comes from that was measured.
pub(super) fn measured(value: &Quartiles, digits: usize) -> String {
    format!("{BY}: {}.", told(value, digits))
}

/// Who measured.
pub(super) const BY: &str = "Measured on this host by `cargo xtask curves --calibrate`";

pub(super) fn told(measured: &Quartiles, digits: usize) -> String {
    format!(
        "median {:.digits$}, quartiles {:.digits$} to {:.digits$}",
        measured.median, measured.quartile_1, measured.quartile_3,
    )
}
