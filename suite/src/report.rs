//! What a checker program prints: a list of its checks, then one message a line.

use crate::checker;
use crate::counterexample::Counterexample;
use core::fmt::{self, Display, Formatter};
use latchwork_layer::{Layer, Refinement};
use serde::{Deserialize, Serialize};

/// How much of the behaviours a check visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Every execution of the client, without a bound: under the explorer all that RC11
    /// allows, under loom its whole search.
    Complete,
    /// The executions within a bound; what lies beyond it is unknown.
    Bounded,
    /// A sample of the schedules.
    Random,
}

/// Whether a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No violation was found.
    Pass,
    /// A violation was found.
    Fail,
    /// Nothing was looked for: the object does not state what the check needs.
    Unchecked,
}

impl Mode {
    /// Its name, as the files write it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Complete => "complete",
            Mode::Bounded => "bounded",
            Mode::Random => "random",
        }
    }
}

/// Stands between the properties of which a control must violate one.
pub const OR: &str = " or ";

/// A check, before it is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Names it among the checks of its program: `object/property/client[/variant]`.
    pub id: String,
    /// What is checked, for instance `TicketLock`.
    pub object: String,
    /// The layer that it belongs to, for instance `lock`.
    pub layer: String,
    /// The layer that it is written over, for instance `hardware`.
    pub rests_on: String,
    /// What is claimed of it.
    pub property: String,
    /// `loom`, `explore`, `shuttle`, or `native`: stress on the host's threads.
    pub checker: String,
    /// Threads × operations of each, for instance `3x2`; a native check goes by
    /// time, and has `2 threads`.
    pub client: String,
    /// What the check sets out to be; a run that ends at a limit says `bounded`.
    pub mode: Mode,
    /// `fail` for a control, which the check must reject.
    pub expected: Verdict,
    /// What a control must be rejected for, one property or several with [`OR`] between
    /// them; empty for other checks.
    pub violates: String,
    /// About how long it takes on a slow core, in seconds; longest first keeps all cores busy.
    pub weight: u32,
    /// Whether it is run only where somebody asks to look further than by default.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub deep: bool,
}

impl Description {
    /// A check of `claim` by this build's checker, which must pass.
    ///
    /// `part` names it among the checks of the claim: what is done, by how many, and
    /// what tells apart those that differ in nothing else.
    pub(crate) fn of(claim: Refinement<'_>, part: &str) -> Self {
        Self {
            rests_on: claim.under.name.to_owned(),
            ..Self::about(claim.module, claim.over, part)
        }
    }

    /// A check of an object that is taken for granted, in the layer that rests on none.
    pub(crate) fn about(object: &str, layer: &Layer, part: &str) -> Self {
        Self {
            id: format!("{object}/{part}"),
            object: object.to_owned(),
            layer: layer.name.to_owned(),
            rests_on: String::new(),
            property: String::new(),
            checker: checker::NAME.to_owned(),
            client: String::new(),
            mode: Mode::Bounded,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 1,
            deep: false,
        }
    }
}

/// A check that was run: a row of `check.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The check.
    #[serde(flatten)]
    pub check: Description,
    /// Executions or schedules that were begun: all but a failing one, which is
    /// the last, ran to their end. Of a native check, acquisitions.
    pub executions: u64,
    /// Under the explorer, executions that it had to leave because a wait in them
    /// does not end, though it does in others; they are not among `executions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u64>,
    /// Wall-clock time.
    pub seconds: f64,
    /// What was found.
    pub result: Verdict,
    /// The bound that made it `bounded`, the scheduler that drew the sample,
    /// the largest bypass that was seen beside its bound: what a reader must
    /// know to weigh the result.
    pub detail: String,
    /// Which property was violated; empty unless `result` is `fail`.
    pub violated: String,
    /// How it was violated: the kind of mistake, and why it is one; empty unless
    /// `result` is `fail`.
    pub violation: String,
    /// The execution in which it was, if it was in one.
    #[serde(default)]
    pub counterexample: Option<Counterexample>,
    /// A file that replays the violation, if the checker can write one.
    pub replay: Option<String>,
    /// The part of the check's executions that was explored, `2/4` for instance, if
    /// they were split between several machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Of such a part: what none of its executions has shown, though some of all of
    /// them must; without it the check shows nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

impl Row {
    /// Whether the result is the expected one: for a control, a failure for
    /// an expected reason.
    pub fn as_expected(&self) -> bool {
        let mut allowed = self.check.violates.split(OR);
        self.result == self.check.expected && allowed.any(|it| it == self.violated)
    }
}

/// How many executions there may be, by a sample of the search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// About so many in all.
    pub executions: f64,
    /// The standard error of that.
    pub spread: f64,
}

/// What a checker program is: what must be the same of those that share a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its checker.
    pub checker: String,
    /// The checker's version.
    pub version: String,
    /// Which executions there are, in the checker's eyes.
    pub memory_model: String,
    /// The checks, by id, whose executions can be split.
    pub splits: Vec<String>,
}

/// One line of a running check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Message {
    /// Sent now and then while the check runs.
    Progress {
        /// Executions so far.
        executions: u64,
        /// Blocked ones so far.
        #[serde(default, skip_serializing_if = "is_zero")]
        blocked: u64,
        /// How many of both there may be in all, if the checker can tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate: Option<Estimate>,
    },
    /// Sent once, last.
    Done(Box<Row>),
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The first line of a file that replays a failure; what follows is for the
/// checker program that wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFailure {
    /// The check that failed.
    pub id: String,
    /// `loom`, `explore` or `shuttle`.
    pub checker: String,
    /// The form of the file.
    pub version: u32,
    /// The version of the checker.
    #[serde(default)]
    pub checker_version: String,
    /// Which property was violated.
    #[serde(default)]
    pub violated: String,
    /// Which execution of the check failed, the first being 1.
    #[serde(default)]
    pub execution: u64,
    /// The decisions that follow, if they are the hardware scheduler's.
    #[serde(default)]
    pub decisions: usize,
    /// The random numbers among them.
    #[serde(default)]
    pub numbers: usize,
}

/// Why a line is not the first of a file that can be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// It says something else.
    Foreign(String),
    /// The file has another form.
    Version {
        /// The check that failed.
        id: String,
        /// The form.
        version: u32,
    },
}

impl SavedFailure {
    /// The form of the files that are written and read.
    pub const VERSION: u32 = 2;

    /// Reads the first line of a file.
    ///
    /// # Errors
    ///
    /// If it is no such line, or of a file of another form.
    pub fn read(line: &str) -> Result<Self, Unsaved> {
        let saved: Self =
            serde_json::from_str(line).map_err(|error| Unsaved::Foreign(error.to_string()))?;
        if saved.version == Self::VERSION {
            Ok(saved)
        } else {
            Err(Unsaved::Version {
                id: saved.id,
                version: saved.version,
            })
        }
    }
}

impl Display for Unsaved {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Unsaved::Foreign(why) => write!(
                f,
                "is not a saved failure: its first line is no header ({why})"
            ),
            Unsaved::Version { version, .. } => write!(
                f,
                "has version {version} of the form; only {} can be replayed",
                SavedFailure::VERSION,
            ),
        }
    }
}

impl core::error::Error for Unsaved {}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    use crate::{Check, Found, Property};
    use latchwork_lock::author::LOCK;

    #[test]
    fn a_control_may_be_rejected_for_either_property_and_for_no_other() {
        let description = Description::about("Twin", &LOCK, "suite");
        let check = Check::new(description, |_| {
            let (mode, detail) = (Mode::Random, String::new());
            Ok(Found { mode, detail })
        });
        let control = check.must_violate_one(&[Property::Exclusion, Property::Refinement]);
        assert_eq!(control.description.violates, "exclusion or refinement");
        let row = |result, violated: &str| Row {
            check: control.description.clone(),
            executions: 1,
            blocked: None,
            seconds: 0.0,
            result,
            detail: String::new(),
            violated: violated.to_owned(),
            violation: String::new(),
            counterexample: None,
            replay: None,
            shard: None,
            missing: Vec::new(),
        };
        assert!(row(Verdict::Fail, "exclusion").as_expected());
        assert!(row(Verdict::Fail, "refinement").as_expected());
        for (result, violated) in [
            (Verdict::Fail, "progress"),
            (Verdict::Fail, ""),
            (Verdict::Pass, ""),
            (Verdict::Unchecked, ""),
        ] {
            assert!(!row(result, violated).as_expected(), "{violated}");
        }
    }
}
