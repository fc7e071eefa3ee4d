//! How a boot must end.

use std::fmt;

use latchwork_kernel_lib::protocol::{Outcome, UP};
use latchwork_suite::report::Verdict;

use crate::ground::child::Exit;
use crate::image::boot::Boot;

/// How a boot must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Must {
    /// All is well.
    Pass,
    /// The kernel says these words and ends so, before the machine is up.
    Refuse(Outcome, &'static str),
}

impl Must {
    /// What `boot` did instead, if it did.
    pub(super) fn judge(self, boot: &Boot) -> Result<(), String> {
        let passed = boot.report.result == Verdict::Pass;
        let wrong = match self {
            Self::Pass if passed => return Ok(()),
            Self::Pass => return Err(boot.explain()),
            Self::Refuse(outcome, words) => {
                not_refused(outcome, words, &boot.ending, boot.serial.text())
            }
        };
        match wrong {
            None => Ok(()),
            Some(wrong) if passed => Err(wrong),
            Some(wrong) => Err(format!("{wrong}\n{}", boot.explain())),
        }
    }
}

impl fmt::Display for Must {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pass => f.write_str("pass"),
            Self::Refuse(outcome, words) => write!(f, "status {}: {words}", outcome.status()),
        }
    }
}

/// How a boot differs from a refusal with `outcome` and these `words`.
fn not_refused(outcome: Outcome, words: &str, ending: &Exit, text: &str) -> Option<String> {
    if *ending != Exit::Status(outcome.status()) {
        let status = outcome.status();
        Some(format!(
            "it must end with exit status {status}, not {ending}"
        ))
    } else if !text.contains(words) {
        Some(format!("it must say `{words}`"))
    } else if text.contains(UP) {
        Some("it must not begin to run".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::boot::tests::{refused, went_well};
    use std::time::Duration;

    const NO_NX: Must = Must::Refuse(Outcome::Unfit, "this one lacks nx");

    #[test]
    fn each_end_is_right_for_one_kind_of_configuration_only() {
        let lacks = refused("the kernel needs more: this one lacks nx");
        assert!(Must::Pass.judge(&went_well()).is_ok());
        assert!(NO_NX.judge(&lacks).is_ok());
        assert!(Must::Pass.judge(&lacks).is_err());
        let why = NO_NX.judge(&went_well()).expect_err("it passed");
        assert_eq!(why, "it must end with exit status 41, not exit status 33");
    }

    #[test]
    fn a_refusal_is_told_from_every_other_end() {
        let wrong = |ending: &Exit, text: &str| {
            not_refused(Outcome::Unfit, "this one lacks nx", ending, text).is_some()
        };
        let unfit = Exit::Status(Outcome::Unfit.status());
        let said = "the kernel needs more: this one lacks nx\n";
        assert!(!wrong(&unfit, said));
        assert!(wrong(&unfit, "this one lacks lm\n"));
        assert!(wrong(&unfit, &format!("{UP}\n{said}")));
        for ending in [
            Exit::Status(Outcome::Passed.status()),
            Exit::Status(Outcome::Crashed.status()),
            Exit::Status(0),
            Exit::TimeLimit(Duration::from_secs(1)),
        ] {
            assert!(wrong(&ending, said), "{ending}");
        }
    }
}
