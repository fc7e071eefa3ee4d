//! The middle of what was measured several times, and how far it varies.

use latchwork_benches::stats::quantile;
use serde::Serialize;

/// The quartiles of some values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Quartiles {
    /// A quarter of the values does not exceed it.
    pub(crate) quartile_1: f64,
    /// Half of the values do not exceed it.
    pub(crate) median: f64,
    /// Three quarters of the values do not exceed it.
    pub(crate) quartile_3: f64,
}

impl Quartiles {
    /// The quartiles of `values`; nothing, if there are none.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        (!values.is_empty()).then(|| Self {
            quartile_1: quantile(values, 0.25),
            median: quantile(values, 0.5),
            quartile_3: quantile(values, 0.75),
        })
    }
}
