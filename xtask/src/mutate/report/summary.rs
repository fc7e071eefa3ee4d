//! A sum over entries.

use std::collections::BTreeMap;
use std::fmt;

use latchwork_mutation::Kind;
use latchwork_suite::report::Verdict;

use super::entry::{Conclusion, Entry};

/// How many mutants of one kind ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    killed: usize,
    survived: usize,
    excused: usize,
}

/// A sum over entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    kinds: BTreeMap<Kind, Tally>,
    /// Mutants killed, by who killed them.
    by: BTreeMap<String, usize>,
}

impl Summary {
    /// Sums up `entries`.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut sum = Self::default();
        for entry in entries {
            let tally = sum.kinds.entry(entry.kind).or_default();
            if let Some(hunter) = &entry.hunter {
                *sum.by.entry(hunter.clone()).or_default() += 1;
            }
            match entry.result {
                Conclusion::Killed => tally.killed += 1,
                Conclusion::Survived => tally.survived += 1,
                Conclusion::Excused => tally.excused += 1,
            }
        }
        sum
    }

    /// `Pass` if nothing survived without an excuse.
    pub(crate) fn verdict(&self) -> Verdict {
        match self.kinds.values().all(|it| it.survived == 0) {
            true => Verdict::Pass,
            false => Verdict::Fail,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (kind, tally)) in self.kinds.iter().enumerate() {
            let kind = match kind {
                Kind::Ordering => "Orderings",
                Kind::Logic => "Logic",
                Kind::Constant => "Constants",
                Kind::Bound => "Bounds",
            };
            let Tally {
                killed,
                survived,
                excused,
            } = tally;
            let of = killed + survived + excused;
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{kind}: {killed} of {of} mutants killed")?;
            if *excused > 0 {
                write!(f, ", {excused} excused")?;
            }
            match survived {
                0 => f.write_str(".")?,
                survived => write!(f, ", {survived} SURVIVED.")?,
            }
        }
        if !self.by.is_empty() {
            let by: Vec<_> = self
                .by
                .iter()
                .map(|(hunter, killed)| format!("{hunter} {killed}"))
                .collect();
            write!(f, " Killed by: {}.", by.join(", "))?;
        }
        Ok(())
    }
}
