//! What to know beside the tables.

use std::collections::BTreeMap;

use latchwork_mutation::Source;

use super::entry::{Conclusion, Entry};

/// What `killed` means, and what it does not.
pub(crate) const MEANING: &str = "Killed: a check that passes on the code fails on the mutant. \
     That says nothing of mistakes that are not among the mutants.";

/// How many orderings there are in the sources.
pub(crate) fn seen(sources: &[Source]) -> String {
    let ordered: usize = sources.iter().map(|source| source.ordered).sum();
    let relaxed: usize = sources.iter().map(|source| source.relaxed).sum();
    format!(
        "The sources name {} orderings: {ordered} can be weakened, {relaxed} are Relaxed already.",
        ordered + relaxed
    )
}

/// How many mutants of which classes were left out, and what takes them.
pub(crate) fn left_out<'a>(classes: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for class in classes {
        *counts.entry(class).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let counts: Vec<_> = counts
        .iter()
        .map(|(class, count)| format!("{class} {count}"))
        .collect();
    format!(
        "Left out here: {all} mutants that are programs of their own ({}). `cargo xtask mutate` and \
         the gate with --deep take them.",
        counts.join(", ")
    )
}

/// Excuses that nothing needs: each mutant there that was run was killed.
pub(crate) fn unneeded(entries: &[Entry]) -> Vec<String> {
    let excused = |argument: &Option<String>| {
        let mut same = entries.iter().filter(|it| it.argument == *argument);
        same.any(|it| it.result == Conclusion::Excused)
    };
    let mut notes: Vec<String> = entries
        .iter()
        .filter(|it| it.argument.is_some() && !excused(&it.argument))
        .map(|it| {
            format!(
                "{}: the excuse is not needed, the mutant is killed",
                it.site
            )
        })
        .collect();
    notes.dedup();
    notes
}
