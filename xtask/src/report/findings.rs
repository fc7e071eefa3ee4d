//! What the page is about.

use crate::image::report::BootReport;
use crate::model::explore::Explored;
use crate::report::mutants::Mutants;

/// What the page is about.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    pub(super) explored: &'a Explored,
    pub(super) boot: &'a BootReport,
    pub(super) mutants: Mutants,
    /// Which source was checked, and when.
    pub(super) source: String,
}
