//! A path that code names.

/// A path that code names, and the line.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    /// Whether it is a macro that is called.
    pub(super) is_macro: bool,
}

impl Named {
    /// A path that is no macro's.
    pub(super) fn new(path: Vec<String>, line: usize) -> Self {
        Self {
            path,
            line,
            is_macro: false,
        }
    }
}
