//! How a step ended.

/// How a step ended, with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As it must.
    Passed(String),
    /// Otherwise, for this reason.
    Failed(String),
    /// It could not be run.
    Skipped(String),
}
