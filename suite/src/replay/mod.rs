//! What leads a checker to an execution that failed, and the file that keeps it.

mod file;
mod recording;

pub(crate) use file::{load, save};
pub use recording::{Recording, Unreadable};

/// What leads a checker to an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Replay {
    /// The decisions of the hardware scheduler.
    Schedule(Recording),
    /// loom's path, in loom's own form.
    Path(String),
    /// The explorer's graph, in the explorer's own form.
    Graph(String),
}

impl Replay {
    /// What is left of it after an execution that has followed it, in words.
    /// The others' end where they are free to choose.
    pub(crate) fn left_over(&self, followed: &Self) -> Option<String> {
        match (self, followed) {
            (Replay::Schedule(all), Replay::Schedule(followed)) => all.left_over(followed),
            _ => None,
        }
    }
}
