//! What earlier commands have found: a program that has not changed finds it again.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use latchwork_suite::report::Description;
use serde::{Deserialize, Serialize};

use crate::ground::digest;
use crate::ground::results;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::outcome::Outcome;
use crate::model::programs::Program;

/// The directory of what is known, a file for each checker.
const FOLDER: &str = "known";

/// The results of one checker program, as far as they were as expected: what fails is
/// always run again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Known {
    /// The program, as a digest of its file.
    program: String,
    /// By the check and how far it looked: `ID` or `ID --deep`.
    results: BTreeMap<String, Outcome>,
}

impl Known {
    /// What is known of `program`, as it is built now. Of another, nothing is.
    pub(crate) fn of(workspace: &Workspace, program: &Program) -> Result<Self, Stop> {
        let path = program.path();
        let bytes = fs::read(path)
            .map_err(|error| Stop::io(format_args!("cannot read {}", path.display()), &error))?;
        let digest = digest::of([&bytes[..]]);
        let file = fs::read_to_string(file(workspace, program));
        let known = file
            .ok()
            .and_then(|text| serde_json::from_str::<Self>(&text).ok());
        Ok(known.filter(|it| it.program == digest).unwrap_or(Self {
            program: digest,
            results: BTreeMap::new(),
        }))
    }

    /// What came of `check`, if that is known, and if what replays it is still there.
    pub(crate) fn outcome(&self, check: &Description, deep: bool) -> Option<Outcome> {
        let outcome = self.results.get(&key(check, deep))?;
        let replay = outcome.row.replay.as_ref();
        let replayed = replay.is_none_or(|file| PathBuf::from(file).exists());
        replayed.then(|| Outcome {
            from_before: true,
            ..outcome.clone()
        })
    }

    /// From now on `outcome` is known of `check`, if it is as expected.
    pub(crate) fn add(&mut self, check: &Description, deep: bool, outcome: &Outcome) {
        let key = key(check, deep);
        match outcome.as_expected {
            true => self.results.insert(key, outcome.clone()),
            false => self.results.remove(&key),
        };
    }

    /// Keeps what is known of `program` for later commands.
    pub(crate) fn write(&self, workspace: &Workspace, program: &Program) -> Result<(), Stop> {
        results::write_text(&file(workspace, program), &results::json(self))
    }
}

fn file(workspace: &Workspace, program: &Program) -> PathBuf {
    let name = format!("{}.json", program.kind.name);
    workspace.results().join(FOLDER).join(name)
}

fn key(check: &Description, deep: bool) -> String {
    let how = if deep { " --deep" } else { "" };
    format!("{}{how}", check.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::{description, row};
    use crate::model::programs::KINDS;
    use latchwork_suite::report::Verdict;

    #[test]
    fn what_a_program_found_is_known_until_it_changes() {
        let directory = tempfile::tempdir().expect("a directory");
        let workspace = Workspace::at("/w".into(), directory.path().into());
        let path = directory.path().join("program");
        let built = |text: &str| {
            fs::write(&path, text).expect("is written");
            Program::at(KINDS[0], path.clone())
        };
        let check = description("a");
        let outcome = Outcome::found(row(&check, Verdict::Pass));

        let program = built("one");
        let mut known = Known::of(&workspace, &program).expect("is read");
        assert_eq!(known.outcome(&check, false), None);
        known.add(&check, false, &outcome);
        known.write(&workspace, &program).expect("is written");

        let known = Known::of(&workspace, &program).expect("is read");
        let before = known.outcome(&check, false).expect("is known");
        assert!(before.from_before && before.row == outcome.row);
        // Another size is another check, and another program finds its own.
        assert_eq!(known.outcome(&check, true), None);
        let other = Known::of(&workspace, &built("two")).expect("is read");
        assert_eq!(other.outcome(&check, false), None);
    }

    #[test]
    fn a_failure_is_not_known_and_one_without_its_file_is_not_either() {
        let mut known = Known::default();
        let check = description("a");
        let failed = Outcome::found(row(&check, Verdict::Fail));
        known.add(&check, false, &failed);
        assert_eq!(known.outcome(&check, false), None);

        let mut passed = Outcome::found(row(&check, Verdict::Pass));
        passed.row.replay = Some("no/such.schedule".into());
        known.add(&check, false, &passed);
        assert_eq!(known.outcome(&check, false), None);
        passed.row.replay = None;
        known.add(&check, false, &passed);
        assert!(known.outcome(&check, false).is_some());
        known.add(&check, false, &failed);
        assert_eq!(known.outcome(&check, false), None);
    }
}
