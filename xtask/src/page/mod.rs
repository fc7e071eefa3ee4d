//! How pages look: light and dark, on a screen and on paper.

mod colours;

pub(crate) use colours::{FAINT, INK, colour, hex};

/// All styles.
pub(crate) const STYLE: &str = include_str!("style.css");
