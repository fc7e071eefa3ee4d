//! How pages look: light and dark, on a screen and on paper.

mod colours;
mod document;

pub(crate) use colours::{FAINT, INK, colour, hex};
pub(crate) use document::document;
