//! How many mutants there are in each crate and of each class, what came of them, and who
//! killed them.

use std::collections::BTreeMap;

/// How a mutant ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended<'a> {
    /// What it is counted with.
    pub(crate) group: &'a str,
    /// Who killed it, if somebody has.
    pub(crate) hunter: Option<&'a str>,
    /// Whether it survived and the source argues why it may.
    pub(crate) excused: bool,
}

/// The folder of the crate that a `site`, a file and a line, is in.
pub(crate) fn folder(site: &str) -> &str {
    site.split_once("/src/").map_or("", |it| it.0)
}

/// Mutants of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How many there are.
    pub(crate) mutants: usize,
    /// How many each hunter has killed.
    pub(crate) killed: BTreeMap<String, usize>,
    /// How many are excused.
    pub(crate) excused: usize,
}

impl Tally {
    /// How many were killed, by whomever.
    pub(crate) fn all_killed(&self) -> usize {
        self.killed.values().sum()
    }

    /// How many were neither killed nor excused.
    pub(crate) fn survived(&self) -> usize {
        self.mutants - self.all_killed() - self.excused
    }
}

/// Mutants by their group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Groups {
    /// What a group is.
    pub(crate) what: &'static str,
    /// In the order of the names.
    pub(crate) groups: BTreeMap<String, Tally>,
    /// Everybody who killed any, in the order of the names.
    pub(crate) hunters: Vec<String>,
}

impl Groups {
    /// Counts; `what` says what a group is.
    pub(crate) fn of<'a>(what: &'static str, all: impl IntoIterator<Item = Ended<'a>>) -> Self {
        let mut counted = Self {
            what,
            ..Self::default()
        };
        for ended in all {
            let tally = counted.groups.entry(ended.group.to_owned()).or_default();
            tally.mutants += 1;
            tally.excused += usize::from(ended.excused);
            if let Some(hunter) = ended.hunter {
                *tally.killed.entry(hunter.to_owned()).or_default() += 1;
                counted.hunters.push(hunter.to_owned());
            }
        }
        counted.hunters.sort();
        counted.hunters.dedup();
        counted
    }

    /// The heads of the columns of a table.
    pub(crate) fn header(&self) -> Vec<&str> {
        let counts = [self.what, "mutants", "killed", "excused", "survived"];
        let hunters = self.hunters.iter().map(String::as_str);
        counts.into_iter().chain(hunters).collect()
    }

    /// The rows: a group, and the counts below the heads.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, Vec<usize>)> {
        self.groups.iter().map(|(name, tally)| {
            let by = |hunter: &String| tally.killed.get(hunter).copied().unwrap_or(0);
            let counts = [
                tally.mutants,
                tally.all_killed(),
                tally.excused,
                tally.survived(),
            ];
            let killed = self.hunters.iter().map(by);
            (name.as_str(), counts.into_iter().chain(killed).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_what_came_of_its_mutants() {
        let ended = |site, hunter, excused| Ended {
            group: folder(site),
            hunter,
            excused,
        };
        let counted = Groups::of(
            "crate",
            [
                ended("primitives/lock/src/raw.rs:3", Some("loom"), false),
                ended("primitives/lock/src/mcs.rs:7", Some("explore"), false),
                ended("primitives/lock/src/mcs.rs:8", None, true),
                ended("primitives/atomic/src/wait.rs:9", None, false),
            ],
        );
        assert_eq!(
            counted.header(),
            [
                "crate", "mutants", "killed", "excused", "survived", "explore", "loom"
            ]
        );
        let rows: Vec<_> = counted.rows().collect();
        assert_eq!(
            rows,
            [
                ("primitives/atomic", vec![1, 0, 0, 1, 0, 0]),
                ("primitives/lock", vec![3, 2, 1, 0, 1, 1]),
            ]
        );
    }
}
