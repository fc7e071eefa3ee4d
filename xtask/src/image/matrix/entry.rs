//! What came of the configurations.

use std::fmt;

use latchwork_suite::report::Verdict;
use serde::Serialize;

use crate::ground::time;

/// An entry of `matrix.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Entry {
    /// The machine, as QEMU calls it.
    pub(super) machine: String,
    /// The model of its CPUs.
    pub(super) cpu: String,
    /// Its CPUs: so many, or sockets x cores x threads.
    pub(super) topology: String,
    /// MiB of RAM.
    pub(super) memory: u32,
    /// What brought the kernel into memory.
    pub(super) loader: String,
    /// How the host runs it.
    pub(super) host: String,
    /// The kernel's command line.
    pub(super) kernel_args: String,
    /// How it must end.
    pub(super) expected: String,
    /// Whether it did.
    pub(super) result: Result,
    /// Why it failed, or was skipped.
    pub(super) why: String,
    /// How long it took.
    pub(super) seconds: f64,
}

/// What came of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Result {
    /// It ended as it must.
    Pass,
    /// It ended otherwise.
    Fail,
    /// This host has no such machine.
    Skipped,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            machine,
            cpu,
            topology,
            memory,
            loader,
            host,
            kernel_args,
            expected,
            why,
            ..
        } = self;
        write!(
            f,
            "{machine}, {topology} of {cpu}, {memory} MiB, {loader}, {host}"
        )?;
        write!(f, ", {kernel_args}; expected {expected}: ")?;
        match self.result {
            Result::Pass => write!(f, "as expected, {}", time::show(self.seconds)),
            Result::Fail => write!(f, "FAIL\n{why}"),
            Result::Skipped => write!(f, "skipped, {why}"),
        }
    }
}

/// How many ended in which way.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    passed: usize,
    /// Those that failed.
    failed: Vec<String>,
    /// Why others were skipped.
    skipped: Vec<String>,
}

impl Summary {
    /// Counts `entries`.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let that = |result| entries.iter().filter(move |it| it.result == result);
        Self {
            passed: that(Result::Pass).count(),
            failed: that(Result::Fail).map(Entry::to_string).collect(),
            skipped: that(Result::Skipped).map(Entry::to_string).collect(),
        }
    }

    /// A pass if some ended as they must, and none otherwise.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.failed.is_empty() && self.passed > 0 {
            Verdict::Pass
        } else {
            Verdict::Fail
        }
    }

    /// How many ended otherwise than they must.
    pub(crate) fn failed(&self) -> usize {
        self.failed.len()
    }

    /// Those that failed.
    pub(crate) fn failures(&self) -> String {
        self.failed.join("\n")
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (failed, skipped) = (self.failed.len(), self.skipped.len());
        let passed = self.passed;
        write!(
            f,
            "{passed} ended as expected, {failed} did not, {skipped} were skipped"
        )?;
        for why in &self.skipped {
            write!(f, "\n{why}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::matrix::rows::rows;

    fn ended(results: &[Result]) -> Summary {
        let entry = rows()[0].entry();
        let entries: Vec<Entry> = results
            .iter()
            .map(|&result| Entry {
                result,
                why: "a reason".to_owned(),
                ..entry.clone()
            })
            .collect();
        Summary::of(&entries)
    }

    #[test]
    fn one_that_fails_fails_all_and_so_does_it_if_none_was_booted() {
        assert_eq!(
            ended(&[Result::Pass, Result::Skipped]).verdict(),
            Verdict::Pass
        );
        let one = ended(&[Result::Pass, Result::Fail, Result::Pass]);
        assert_eq!(one.verdict(), Verdict::Fail);
        assert!(one.failures().ends_with("FAIL\na reason"));
        assert_eq!(ended(&[Result::Skipped]).verdict(), Verdict::Fail);
        assert_eq!(ended(&[]).verdict(), Verdict::Fail);
    }

    #[test]
    fn what_was_skipped_is_said_with_its_reason() {
        let said = ended(&[Result::Pass, Result::Skipped]).to_string();
        assert!(said.starts_with("1 ended as expected, 0 did not, 1 were skipped"));
        assert!(said.ends_with("skipped, a reason"), "{said}");
    }
}
