//! The comparison.

use std::collections::HashSet;

use crate::enumerate::Enumeration;
use crate::graph::Graph;

/// What an explorer has shown and said of a program.
#[derive(Clone, Debug)]
pub(crate) struct Exploration {
    /// The executions in which every thread ended.
    pub(crate) shown: Vec<Graph>,
    pub(crate) verdict: Verdict,
}

/// What it has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// That these are all executions.
    Complete,
    /// That there is a race.
    Race,
    /// That a thread waits for ever.
    Livelock,
    /// Something that is never right.
    Wrong(String),
}

/// What is wrong with `exploration`, if anything is.
pub(crate) fn compare(expected: &Enumeration, exploration: &Exploration) -> Result<(), String> {
    let mut shown = HashSet::new();
    for graph in &exploration.shown {
        if !shown.insert(graph) {
            return Err(format!("shown twice:\n{graph}"));
        }
    }
    let verdict = &exploration.verdict;
    let is_right = match verdict {
        Verdict::Complete => !expected.racy && !expected.livelock,
        Verdict::Race => expected.racy,
        Verdict::Livelock => expected.livelock,
        Verdict::Wrong(_) => false,
    };
    if !is_right {
        let (racy, livelock) = (expected.racy, expected.livelock);
        return Err(format!(
            "said {verdict:?}, but racy is {racy} and livelock is {livelock}"
        ));
    }
    if *verdict != Verdict::Complete {
        // It has ended at once.
        return Ok(());
    }
    if let Some(stranger) = exploration
        .shown
        .iter()
        .find(|&graph| !expected.graphs.contains(graph))
    {
        return Err(format!("shown, but not consistent:\n{stranger}"));
    }
    match expected.graphs.iter().find(|graph| !shown.contains(graph)) {
        Some(missing) => Err(format!("consistent, but not shown:\n{missing}")),
        None => Ok(()),
    }
}
