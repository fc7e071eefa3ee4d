//! What a checker program prints: a list of its checks, then one message a line.

mod description;
mod message;
mod row;
mod saved;
mod verdict;

pub use description::{Description, OR};
pub use message::{About, Estimate, Message};
pub use row::Row;
pub use saved::{SavedFailure, Unsaved};
pub use verdict::{Mode, Verdict};
