//! What came of the mutants, as a table, as a sentence, and as JSON.

mod change;
mod entry;
mod notes;
mod summary;
mod tables;

pub(crate) use self::entry::Entry;
pub(crate) use self::notes::{MEANING, left_out, seen, unneeded};
pub(crate) use self::summary::Summary;
pub(crate) use self::tables::{by_class, by_crate, list, list_json, results};

#[cfg(test)]
mod tests;
