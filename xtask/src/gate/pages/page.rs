//! A page.

use super::markdown::Markdown;

/// A page, with its path from the root.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) path: String,
    pub(super) markdown: Markdown,
}
