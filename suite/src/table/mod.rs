//! Tables for people: as many columns as fit beside each other, and no word broken.
//!
//! A table that is wider than the terminal loses the columns that matter least: what they
//! say follows below each row. Where hardly any column fits, every field has a line of
//! its own. Crates that draw tables break words, or leave columns out, where there is no
//! room; this one is small enough for the programs that must build in no time.

mod cell;
mod rows;

mod layout;
mod shown;
mod wrap;

#[cfg(test)]
mod tests;

pub use cell::{Cell, Tone};
pub use layout::room;
pub use rows::Table;
pub use shown::NOTHING;
pub use wrap::wrapped;
