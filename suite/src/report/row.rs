//! A check that was run.

use super::description::{Description, OR};
use super::verdict::Verdict;
use crate::counterexample::Counterexample;
use serde::{Deserialize, Serialize};

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

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    use crate::report::Mode;
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
