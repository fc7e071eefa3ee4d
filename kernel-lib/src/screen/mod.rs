//! Text on a screen whose pixels lie in memory.

mod font;
mod text;

pub use font::{CELL_HEIGHT, CELL_WIDTH, glyph, letter};
pub use text::{Cursor, Pixels, TextScreen};
