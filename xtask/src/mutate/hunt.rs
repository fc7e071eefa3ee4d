//! Running checks against mutants.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use latchwork_mutation::{Kind, Mutant};
use latchwork_suite::report::{Description, Verdict};

use super::explore::Explore;
use super::queue;
use super::sources::{Home, Part};
use super::unit::HUNTER;
use crate::cli::Checker;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;

/// When a check without a mutant counts as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// A check with a mutant counts as hung after this time, and after this many times
/// what it takes without.
const PATIENCE: (Duration, u32) = (Duration::from_secs(60), 10);

/// When a program of unit tests with a mutant counts as hung, unless it takes long without:
/// most take some milliseconds.
const SHORT: Duration = Duration::from_secs(5);

/// The variant of checks that compare explorations of one program: what they compare
/// is the checker.
const COMPARISON: &str = "/pruning";

/// What came of a mutant.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fate {
    /// What noticed it.
    pub(crate) killed: Option<Kill>,
    /// Executions explored, of all checks that were run.
    pub(crate) executions: u64,
    /// Time that took.
    pub(crate) seconds: f64,
}

impl Fate {
    /// This fate of a mutant that lived, and what came of it afterwards.
    pub(crate) fn and_then(self, next: Fate) -> Fate {
        Fate {
            executions: self.executions + next.executions,
            seconds: self.seconds + next.seconds,
            killed: next.killed,
        }
    }
}

/// A check that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kill {
    /// Its id.
    pub(crate) check: String,
    /// Its checker.
    pub(crate) checker: String,
    /// What it says was violated; or `hang`, `crash`.
    pub(crate) violated: String,
}

/// Mutants, and the checks that might kill them.
pub(crate) struct Hunt<'a, E> {
    explorer: &'a E,
    mutants: &'a [Mutant],
    /// Where the sources are, by name.
    homes: &'a BTreeMap<String, Home>,
    checks: Vec<Checked>,
    /// The tests that have killed mutants, of each source, the last first.
    keen: Mutex<BTreeMap<String, Vec<String>>>,
}

/// A check, and how long it takes without a mutant, once that is known.
struct Checked {
    check: Description,
    unmutated: OnceLock<Result<Duration, Unfit>>,
}

/// Why a check cannot kill anything.
#[derive(Clone, Debug)]
struct Unfit(String);

impl<'a, E: Explore> Hunt<'a, E> {
    /// Hunts `mutants` (all of them, the first is number 1), which are in the sources that
    /// `homes` tells of, with `checks`: those of the checker that is quickest to see a
    /// mistake first, the lightest of them first.
    pub(crate) fn new(
        explorer: &'a E,
        mutants: &'a [Mutant],
        homes: &'a BTreeMap<String, Home>,
        checks: Vec<Description>,
    ) -> Self {
        let mut checks: Vec<Checked> = checks
            .into_iter()
            .filter(|it| !it.id.contains(COMPARISON))
            .map(|check| Checked {
                check,
                unmutated: OnceLock::new(),
            })
            .collect();
        checks.sort_by_key(|it| (place(&it.check.checker), it.check.weight));
        Self {
            explorer,
            mutants,
            homes,
            checks,
            keen: Mutex::default(),
        }
    }

    /// Hunts the mutants with these `numbers`, `jobs` at a time; fates are in their order.
    pub(crate) fn run(
        &self,
        screen: &Screen,
        jobs: NonZero<usize>,
        numbers: &[usize],
        finished: impl Fn(usize, &Fate) + Sync,
    ) -> Result<Vec<Fate>, Stop> {
        let site = |number: usize| self.mutants[number - 1].site();
        let fate = |number, running: &dyn Fn(&str)| self.fate(number, running);
        queue::run(screen, jobs, numbers, site, fate, finished)
    }

    /// Runs the checks that touch a mutant, until one fails.
    fn fate(&self, number: usize, running: impl Fn(&str)) -> Result<Fate, Stop> {
        let mut fate = Fate::default();
        for checked in self.touching(&self.mutants[number - 1]) {
            let check = &checked.check;
            if checked.unmutated.get().is_none() {
                running(&format!("{} without a mutant", check.id));
            }
            let took = self.unmutated(checked)?;
            running(&check.id);
            let patience = match check.checker == HUNTER {
                true => SHORT,
                false => PATIENCE.0,
            };
            let limit = patience.max(took * PATIENCE.1);
            let outcome = self.explorer.explore(check, number, limit)?;
            fate.executions += outcome.row.executions;
            fate.seconds += outcome.row.seconds;
            // Of a check that says that it shows nothing, nothing follows.
            if !outcome.as_expected && outcome.row.violated != "contention" {
                let row = &outcome.row;
                let how = match (row.violated.as_str(), row.detail.as_str()) {
                    _ if check.expected == Verdict::Fail => {
                        "the control is not rejected as it must"
                    }
                    ("", "time limit") => "hang",
                    ("", _) => "crash",
                    (violated, _) => violated,
                };
                // How far the check came that failed: the others came to their ends.
                fate.executions = outcome.row.executions;
                if checked.is_test() {
                    self.has_killed(&check.id, number);
                }
                fate.killed = Some(Kill {
                    check: check.id.clone(),
                    checker: check.checker.clone(),
                    violated: how.to_owned(),
                });
                break;
            }
        }
        Ok(fate)
    }

    /// How long a check takes without a mutant: what fails then kills nothing.
    fn unmutated(&self, checked: &Checked) -> Result<Duration, Stop> {
        let check = &checked.check;
        let run = || {
            let outcome = self.explorer.explore(check, 0, LIMIT);
            let outcome = outcome.map_err(|stop| Unfit(stop.message().to_owned()))?;
            if outcome.as_expected {
                Ok(Duration::from_secs_f64(outcome.row.seconds))
            } else {
                let row = &outcome.row;
                let why = [&row.violated, &row.violation, &row.detail];
                let why = why.map(String::as_str).join("\n");
                Err(Unfit(why.trim().to_owned()))
            }
        };
        checked
            .unmutated
            .get_or_init(run)
            .clone()
            .map_err(|Unfit(why)| {
                Stop::Failed(format!(
                    "the check {} ({}) fails without any mutant, so it can kill none; make \
                 `cargo xtask check` pass first, or see docs/mutation.md\n{why}",
                    check.id, check.checker
                ))
            })
    }

    /// The checks that might kill a mutant, in the order in which they are run.
    fn touching(&self, mutant: &Mutant) -> Vec<&Checked> {
        let home = self.homes.get(&mutant.file);
        let mut checks = match home.map_or(Part::Object, |it| it.part) {
            Part::Facade => {
                let mut checks = self.tests(mutant, true);
                checks.extend(self.lightest(home));
                checks
            }
            Part::Object => {
                // What the lightest checks of the quickest do not see, a test may, long
                // before the others: a second is the least that a check says it takes.
                let mut seen = BTreeSet::new();
                let quick = |it: &&Checked| {
                    let Description {
                        object, property, ..
                    } = &it.check;
                    place(&it.check.checker) == 0
                        && it.check.weight <= 1
                        && seen.insert((object.clone(), property.clone()))
                };
                let checks = self.of_object(mutant);
                // What has no checks has its tests first.
                let (mut checks, rest): (Vec<_>, Vec<_>) = match checks {
                    Some(checks) => checks.into_iter().partition(quick),
                    None => (Vec::new(), self.claims().collect()),
                };
                checks.extend(self.tests(mutant, false));
                checks.extend(rest);
                checks
            }
            Part::Specification | Part::Judge => {
                // A control is accepted by a specification, or by a judge, that allows too much.
                let mut checks = self.tests(mutant, false);
                checks.extend(self.checks.iter().filter(|it| !it.is_test()));
                checks
            }
        };
        // To shuttle every ordering is the strongest, so it would see no difference; nor
        // does most hardware.
        let sees_orderings = |it: &Checked| it.check.checker != "shuttle" && !it.is_test();
        checks.retain(|it| mutant.kind == Kind::Logic || sees_orderings(it));
        checks
    }

    /// The tests of the package that `mutant` is in; then those of `others`, if they count.
    /// Those come first that have killed its neighbours: that is quicker, and what is killed
    /// does not depend on it.
    fn tests(&self, mutant: &Mutant, others: bool) -> Vec<&Checked> {
        let home = self.homes.get(&mutant.file);
        let own = |it: &&Checked| home.is_some_and(|home| it.check.object == home.folder);
        let tests = self.checks.iter().filter(|it| it.is_test());
        let (mut tests, rest): (Vec<_>, Vec<_>) = tests.partition(own);
        tests.extend(rest.into_iter().filter(|_| others));
        let keen = self.keen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keen) = keen.get(&mutant.file) {
            let place = |id: &String| keen.iter().position(|it| it == id);
            tests.sort_by_key(|it| place(&it.check.id).unwrap_or(keen.len()));
        }
        tests
    }

    /// The test with this `id` has killed the mutant with this `number`.
    fn has_killed(&self, id: &str, number: usize) {
        let file = self.mutants[number - 1].file.clone();
        let mut keen = self.keen.lock().unwrap_or_else(PoisonError::into_inner);
        let keen = keen.entry(file).or_default();
        keen.retain(|it| it != id);
        keen.insert(0, id.to_owned());
    }

    /// The checks of the object that a mutant is in, with whatever parameters it has
    /// (`Object<Other>`); if it has none, of the objects of its file, then of its folder.
    fn of_object(&self, mutant: &Mutant) -> Option<Vec<&Checked>> {
        let of = |objects: &[&str]| -> Vec<&Checked> {
            let is_one = |it: &&Checked| {
                let name = &*it.check.object;
                objects.contains(&name.split_once('<').map_or(name, |(object, _)| object))
            };
            self.claims().filter(is_one).collect()
        };
        let own: Vec<&str> = mutant.object.as_deref().into_iter().collect();
        let objects = |is_near: &dyn Fn(&Mutant) -> bool| -> Vec<&str> {
            let near = self.mutants.iter().filter(|it| is_near(it));
            near.filter_map(|it| it.object.as_deref()).collect()
        };
        let folder = |file: &str| file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let in_file = objects(&|it| it.file == mutant.file);
        let in_folder = objects(&|it| folder(&it.file) == folder(&mutant.file));
        let nearest_first = [own, in_file, in_folder];
        let checks = nearest_first.iter().map(|objects| of(objects));
        let mut checks = checks.filter(|checks| !checks.is_empty());
        checks.next()
    }

    /// The lightest check of each object by each checker that executes what is in `home`:
    /// what everything stands on shows in the smallest client, or in none.
    fn lightest(&self, home: Option<&Home>) -> Vec<&Checked> {
        let mut seen = BTreeSet::new();
        let executes = |checker: &str| home.is_some_and(|it| it.checkers.contains(&checker));
        let checks = self.claims().filter(|it| executes(&it.check.checker));
        let first = checks.filter(|it| seen.insert((&it.check.checker, &it.check.object)));
        first.collect()
    }

    /// The model checks that should pass.
    fn claims(&self) -> impl Iterator<Item = &Checked> {
        let checks = self.checks.iter().filter(|it| !it.is_test());
        checks.filter(|it| it.check.expected == Verdict::Pass)
    }
}

impl Checked {
    /// Whether it is a program of unit tests.
    fn is_test(&self) -> bool {
        self.check.checker == HUNTER
    }
}

/// The place of a checker among those that hunt: the explorer visits each execution
/// once, loom more of the same, shuttle a sample.
fn place(checker: &str) -> usize {
    let hunters = Checker::DEFAULT.map(Checker::name);
    let known = hunters.iter().position(|name| *name == checker);
    known.unwrap_or(hunters.len())
}

#[cfg(test)]
mod tests;
