//! What came of a mutant.

use indicatif::HumanCount;
use latchwork_mutation::{Kind, Mutant};
use serde::Serialize;

use super::change::change;
use crate::ground::table::{Cell, bad, good, noted};
use crate::ground::time;
use crate::mutate::hunt::Fate;

/// How a mutant ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Conclusion {
    /// A check failed.
    Killed,
    /// No check failed.
    Survived,
    /// No check failed, and the source argues that none should.
    Excused,
}

/// An entry of `mutate.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Entry {
    pub(super) site: String,
    pub(super) kind: Kind,
    pub(super) class: String,
    pub(super) object: Option<String>,
    pub(super) what: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) result: Conclusion,
    /// The check that failed, and its checker.
    pub(super) killed_by: Option<String>,
    /// Its checker, or `tests`.
    pub(super) hunter: Option<String>,
    /// What it says was violated; `hang` or `crash`.
    pub(super) violated: Option<String>,
    /// Up to the violation, in the check that failed; in all checks, if none did.
    pub(super) executions: u64,
    pub(super) seconds: f64,
    pub(super) argument: Option<String>,
}

impl Entry {
    /// What came of `mutant`.
    pub(crate) fn new(mutant: &Mutant, fate: &Fate) -> Self {
        let killed = fate.killed.as_ref();
        let result = match (killed, &mutant.argument) {
            (Some(_), _) => Conclusion::Killed,
            (None, Some(_)) => Conclusion::Excused,
            (None, None) => Conclusion::Survived,
        };
        Self {
            site: mutant.site(),
            kind: mutant.kind,
            class: mutant.class().to_owned(),
            object: mutant.object.clone(),
            what: mutant.what.clone(),
            from: mutant.from.clone(),
            to: mutant.to.clone(),
            result,
            killed_by: killed.map(|kill| format!("{} ({})", kill.check, kill.checker)),
            hunter: killed.map(|kill| kill.checker.clone()),
            violated: killed.map(|kill| kill.violated.clone()),
            executions: fate.executions,
            seconds: fate.seconds,
            argument: mutant.argument.clone(),
        }
    }

    /// Whether nothing killed or excused it.
    pub(crate) fn survived(&self) -> bool {
        self.result == Conclusion::Survived
    }

    /// On one line, for a pipe.
    pub(crate) fn line(&self) -> String {
        let by = match (&self.killed_by, &self.violated) {
            (Some(check), Some(violated)) => format!(" by {check}: {violated}"),
            _ => String::new(),
        };
        format!(
            "{}: {} {}, {}{by}, executions: {}, {}",
            self.word(),
            self.site,
            self.what,
            change(&self.from, &self.to),
            HumanCount(self.executions),
            time::show(self.seconds),
        )
    }

    pub(super) fn word(&self) -> &'static str {
        match (self.result, self.violated.as_deref()) {
            (Conclusion::Killed, Some("hang")) => "killed (hang)",
            (Conclusion::Killed, Some("crash")) => "killed (crash)",
            (Conclusion::Killed, _) => "killed",
            (Conclusion::Survived, _) => "SURVIVED",
            (Conclusion::Excused, _) => "excused",
        }
    }

    pub(super) fn cell(&self) -> Cell {
        match self.result {
            Conclusion::Killed => good(self.word()),
            Conclusion::Survived => bad(self.word()),
            Conclusion::Excused => noted(self.word()),
        }
    }
}
