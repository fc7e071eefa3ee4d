//! What the shards of a set have in common.

use std::collections::BTreeSet;

use latchwork_explore::Shard;
use latchwork_suite::report::{About, Description};
use serde::{Deserialize, Serialize};

/// What is explored together. Shards with different sets do not fit each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Set {
    /// Larger clients and more schedules.
    pub(crate) deep: bool,
    /// The words that chose the checks.
    pub(crate) filter: Vec<String>,
    /// The checkers.
    pub(crate) checkers: Vec<Version>,
    /// What was built, as a [`digest`](super::digest) of the files.
    pub(crate) source: String,
    /// Every check, whichever shard runs it.
    pub(crate) checks: Vec<Part>,
}

/// A checker as it was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// Its name.
    pub(crate) checker: String,
    /// Its version.
    pub(crate) version: String,
    /// Which executions there are for it.
    pub(crate) memory_model: String,
}

/// A check of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Its checker.
    pub(crate) checker: String,
    /// Its id.
    pub(crate) id: String,
    /// About how long it takes, in seconds.
    pub(crate) weight: u32,
    /// Whether every shard explores a part of it; otherwise one runs it whole.
    pub(crate) split: bool,
}

impl Version {
    /// That of a program.
    pub(crate) fn of(about: &About) -> Self {
        Self {
            checker: about.checker.clone(),
            version: about.version.clone(),
            memory_model: about.memory_model.clone(),
        }
    }
}

impl Part {
    /// `check`, by one of the programs that `abouts` are of.
    pub(crate) fn of(check: &Description, abouts: &[About]) -> Self {
        let own = abouts.iter().find(|about| about.checker == check.checker);
        Self {
            checker: check.checker.clone(),
            id: check.id.clone(),
            weight: check.weight,
            split: own.is_some_and(|about| about.splits.contains(&check.id)),
        }
    }

    /// Whether it is this check.
    pub(crate) fn is(&self, check: &Description) -> bool {
        (&self.checker, &self.id) == (&check.checker, &check.id)
    }
}

impl Set {
    /// Which of `of` shards runs each check, the first being 1; none if all do.
    ///
    /// The heaviest goes first, each to the shard that has the least to do so far. Every
    /// machine comes to the same.
    pub(crate) fn owners(&self, of: usize) -> Vec<Option<usize>> {
        let mut order: Vec<usize> = (0..self.checks.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(self.checks[index].weight));
        // No more shards than checks have something to do.
        let of = of.min(self.checks.len());
        let mut loads = vec![0_u64; of];
        let mut owners = vec![None; self.checks.len()];
        for index in order.into_iter().filter(|&it| !self.checks[it].split) {
            let lightest = (0..of).min_by_key(|&shard| loads[shard]);
            let shard = lightest.expect("there is a shard");
            // A check without a weight takes its time, too.
            loads[shard] += u64::from(self.checks[index].weight) + 1;
            owners[index] = Some(shard + 1);
        }
        owners
    }

    /// The checks that `shard` runs, whole or in part.
    pub(crate) fn share(&self, shard: Shard) -> impl Iterator<Item = &Part> {
        let owners = self.owners(shard.of());
        let mine = move |owner: &Option<usize>| owner.is_none_or(|it| it == shard.index());
        let checks = self.checks.iter().zip(owners);
        checks.filter(move |(_, owner)| mine(owner)).map(|it| it.0)
    }

    /// What is different in `other`, in words: this set's first.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let depth = |set: &Self| if set.deep { "--deep" } else { "no --deep" };
        for (what, one, another) in [
            ("options are", depth(self), depth(other)),
            (
                "filters are",
                &self.filter.join(" "),
                &other.filter.join(" "),
            ),
            ("checkers are", &names(self), &names(other)),
        ] {
            if one != another {
                return Some(format!("the {what} `{one}` and `{another}`"));
            }
        }
        let pairs = self.checkers.iter().zip(&other.checkers);
        if let Some((one, another)) = pairs.into_iter().find(|(one, another)| one != another) {
            let Version {
                checker,
                version,
                memory_model,
            } = one;
            return Some(format!(
                "{checker} is {version} under {memory_model}, and {} under {}",
                another.version, another.memory_model
            ));
        }
        if let Some((has, check)) = odd(self, other) {
            return Some(format!("{has} has the check {check}, or has it otherwise"));
        }
        Some("the sources differ, or the order of the checks".to_owned())
    }
}

fn names(set: &Set) -> String {
    let names = set.checkers.iter().map(|it| it.checker.as_str());
    names.collect::<Vec<_>>().join(",")
}

/// A check that only one of two sets has, and which of them.
fn odd(one: &Set, other: &Set) -> Option<(&'static str, String)> {
    let checks = |set: &Set| -> BTreeSet<_> {
        let key = |it: &Part| (it.checker.clone(), it.id.clone(), it.weight, it.split);
        set.checks.iter().map(key).collect()
    };
    let (in_one, in_other) = (checks(one), checks(other));
    let name = |(checker, id, ..): &(String, String, u32, bool)| format!("{id} ({checker})");
    let first = in_one.difference(&in_other).next();
    let second = in_other.difference(&in_one).next();
    first
        .map(|it| ("only the first", name(it)))
        .or_else(|| second.map(|it| ("only the second", name(it))))
}
