//! The middle of what was measured several times, and how far it varies.

use latchwork_benches::stats::quantile;
use serde::Serialize;

/// How often something is timed whose quartiles are told.
pub(crate) const SAMPLES: usize = 501;

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

    /// The middle one of several: of each quartile, the median.
    pub(crate) fn middle(several: &[Self]) -> Option<Self> {
        let each = |of: fn(&Self) -> f64| several.iter().map(of).collect::<Vec<_>>();
        (!several.is_empty()).then(|| Self {
            quartile_1: quantile(&each(|it| it.quartile_1), 0.5),
            median: quantile(&each(|it| it.median), 0.5),
            quartile_3: quantile(&each(|it| it.quartile_3), 0.5),
        })
    }
}
