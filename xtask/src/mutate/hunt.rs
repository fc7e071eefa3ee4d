//! Running checks against mutants.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use latchwork_suite::report::{Description, Verdict};

use super::explore::Explore;
use super::mutant::{Kind, Mutant};
use crate::cli::Checker;
use crate::screen::Screen;
use crate::stop::Stop;

/// When a check without a mutant counts as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// A check with a mutant counts as hung after this time, and after this many times
/// what it takes without.
const PATIENCE: (Duration, u32) = (Duration::from_secs(60), 10);

/// The variant of checks that compare explorations of one program: what they compare
/// is the checker.
const COMPARISON: &str = "/pruning";

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fate {
    /// What noticed it.
    pub(crate) killed: Option<Kill>,
    /// Executions explored, of all checks that were run.
    pub(crate) executions: u64,
    /// Time that took.
    pub(crate) seconds: f64,
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
    checks: Vec<Checked>,
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
    /// Hunts `mutants` (all of them, the first is number 1) with those of `checks`
    /// that should pass: those of the checker that is quickest to see a mistake first,
    /// the lightest of them first.
    pub(crate) fn new(explorer: &'a E, mutants: &'a [Mutant], checks: Vec<Description>) -> Self {
        let mut checks: Vec<Checked> = checks
            .into_iter()
            .filter(|it| it.expected == Verdict::Pass && !it.id.contains(COMPARISON))
            .map(|check| Checked {
                check,
                unmutated: OnceLock::new(),
            })
            .collect();
        checks.sort_by_key(|it| (place(&it.check.checker), it.check.weight));
        Self {
            explorer,
            mutants,
            checks,
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
        let bar = screen.bar("mutants", numbers.len());
        let queue: Mutex<VecDeque<usize>> = Mutex::new((0..numbers.len()).collect());
        let fates = Mutex::new(vec![None; numbers.len()]);
        let next = || queue.lock().expect("no thread panics").pop_front();
        thread::scope(|scope| {
            let worker = || {
                while let Some(index) = next() {
                    let number = numbers[index];
                    let running = screen.spinner(&self.mutants[number - 1].site());
                    let fate = self.fate(number, |check| running.set_message(check.to_owned()));
                    match fate {
                        Ok(fate) => {
                            finished(number, &fate);
                            fates.lock().expect("no thread panics")[index] = Some(fate);
                        }
                        Err(stop) => {
                            queue.lock().expect("no thread panics").clear();
                            return Err(stop);
                        }
                    }
                    bar.inc(1);
                }
                Ok(())
            };
            let workers: Vec<_> = (0..jobs.get().min(numbers.len()))
                .map(|_| scope.spawn(worker))
                .collect();
            workers
                .into_iter()
                .try_for_each(|it| it.join().expect("no thread panics"))
        })?;
        let fates = fates.into_inner().expect("no thread panics");
        Ok(fates
            .into_iter()
            .map(|fate| fate.expect("every mutant was in the queue"))
            .collect())
    }

    /// Runs the checks that touch a mutant, until one fails.
    fn fate(&self, number: usize, running: impl Fn(&str)) -> Result<Fate, Stop> {
        let mut fate = Fate {
            killed: None,
            executions: 0,
            seconds: 0.0,
        };
        for checked in self.touching(&self.mutants[number - 1]) {
            let check = &checked.check;
            if checked.unmutated.get().is_none() {
                running(&format!("{} without a mutant", check.id));
            }
            let took = self.unmutated(checked)?;
            running(&check.id);
            let limit = PATIENCE.0.max(took * PATIENCE.1);
            let outcome = self.explorer.explore(check, number, limit)?;
            fate.executions += outcome.row.executions;
            fate.seconds += outcome.row.seconds;
            // Of a check that says that it shows nothing, nothing follows.
            if !outcome.as_expected && outcome.row.violated != "contention" {
                let how = match (outcome.row.violated.as_str(), outcome.row.detail.as_str()) {
                    ("", "time limit") => "hang",
                    ("", _) => "crash",
                    (violated, _) => violated,
                };
                // How far the check came that failed: the others came to their ends.
                fate.executions = outcome.row.executions;
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

    /// The checks of the object that a mutant is in; of the objects of its file, if
    /// that has none; all, if those have none either.
    fn touching(&self, mutant: &Mutant) -> Vec<&Checked> {
        let of = |objects: &[&str]| -> Vec<&Checked> {
            let of_object = |it: &&Checked| objects.contains(&it.check.object.as_str());
            self.checks.iter().filter(of_object).collect()
        };
        let own: Vec<&str> = mutant.object.as_deref().into_iter().collect();
        let in_file: Vec<&str> = self
            .mutants
            .iter()
            .filter(|it| it.file == mutant.file)
            .filter_map(|it| it.object.as_deref())
            .collect();
        let mut checks = of(&own);
        if checks.is_empty() {
            checks = of(&in_file);
        }
        if checks.is_empty() {
            checks = self.checks.iter().collect();
        }
        // To shuttle every ordering is the strongest, so it would see no difference.
        checks.retain(|it| mutant.kind == Kind::Logic || it.check.checker != "shuttle");
        checks
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
mod tests {
    use super::*;
    use crate::mutate::tests::mutant;
    use crate::outcome::Outcome;
    use crate::outcome::tests::{description, row};

    /// A checker that rejects what `violated` names, and remembers what it was asked.
    struct Fake<F> {
        violated: F,
        asked: Mutex<Vec<(String, usize)>>,
    }

    impl<F: Fn(&str, usize) -> Option<&'static str> + Sync> Explore for Fake<F> {
        fn explore(
            &self,
            check: &Description,
            mutant: usize,
            _: Duration,
        ) -> Result<Outcome, Stop> {
            let mut asked = self.asked.lock().expect("no thread panics");
            asked.push((check.id.clone(), mutant));
            Ok(match (self.violated)(&check.id, mutant) {
                None => Outcome::found(row(check, Verdict::Pass)),
                Some(how @ ("time limit" | "crashed")) => {
                    Outcome::broken(check, 1.0, how, String::new())
                }
                Some(property) => {
                    let mut row = row(check, Verdict::Fail);
                    row.executions = 5;
                    row.violated = property.into();
                    Outcome::found(row)
                }
            })
        }
    }

    fn check(id: &str, object: &str, checker: &str, weight: u32) -> Description {
        Description {
            object: object.into(),
            checker: checker.into(),
            weight,
            ..description(id)
        }
    }

    fn checks() -> Vec<Description> {
        let mut control = check("Twin/2x1", "Lock", "loom", 1);
        control.expected = Verdict::Fail;
        vec![
            check("Lock/random", "Lock", "shuttle", 1),
            check("Lock/3x1", "Lock", "loom", 9),
            control,
            check("Lock/2x1/pruning", "Lock", "loom", 1),
            check("Lock/2x1", "Lock", "loom", 1),
            check("Lock/3x2", "Lock", "explore", 5),
            check("Lock/2x2", "Lock", "explore", 2),
            check("Other/2x1", "Other", "loom", 1),
        ]
    }

    type Asked = Vec<(String, usize)>;

    /// Hunts one mutant; what came of it, and what was run for that.
    fn hunt_one(
        mutants: &[Mutant],
        violated: impl Fn(&str, usize) -> Option<&'static str> + Sync,
    ) -> (Result<Vec<Fate>, Stop>, Asked) {
        let fake = Fake {
            violated,
            asked: Mutex::default(),
        };
        let screen = Screen::new(false).without_lines();
        let hunt = Hunt::new(&fake, mutants, checks());
        let fates = hunt.run(&screen, NonZero::<usize>::MIN, &[1], |_, _| {});
        (fates, fake.asked.into_inner().expect("no thread panics"))
    }

    fn asked(ids: &[(&str, usize)]) -> Asked {
        ids.iter()
            .map(|&(id, mutant)| (id.to_owned(), mutant))
            .collect()
    }

    #[test]
    fn a_mutant_that_no_check_rejects_survives_all_of_its_object() {
        let mutants = [mutant(Kind::Logic, "a.rs", "Lock")];
        let (fates, ran) = hunt_one(&mutants, |_, _| None);
        let fates = fates.expect("runs");
        assert_eq!((&fates[0].killed, fates[0].executions), (&None, 5 * 301));
        let all = [
            ("Lock/2x2", 0),
            ("Lock/2x2", 1),
            ("Lock/3x2", 0),
            ("Lock/3x2", 1),
            ("Lock/2x1", 0),
            ("Lock/2x1", 1),
            ("Lock/3x1", 0),
            ("Lock/3x1", 1),
            ("Lock/random", 0),
            ("Lock/random", 1),
        ];
        assert_eq!(ran, asked(&all));
    }

    #[test]
    fn shuttle_is_not_asked_about_orderings() {
        let mutants = [mutant(Kind::Ordering, "a.rs", "Lock")];
        let (_, ran) = hunt_one(&mutants, |_, _| None);
        assert!(ran.iter().all(|(id, _)| id != "Lock/random"), "{ran:?}");
    }

    #[test]
    fn the_first_check_that_rejects_a_mutant_kills_it() {
        let mutants = [mutant(Kind::Ordering, "a.rs", "Lock")];
        for (violated, how) in [
            ("exclusion", "exclusion"),
            ("time limit", "hang"),
            ("crashed", "crash"),
        ] {
            let (fates, ran) = hunt_one(&mutants, |_, mutant| (mutant == 1).then_some(violated));
            let killed = Some(Kill {
                check: "Lock/2x2".to_owned(),
                checker: "explore".to_owned(),
                violated: how.to_owned(),
            });
            assert_eq!(fates.expect("runs")[0].killed, killed);
            assert_eq!(ran, asked(&[("Lock/2x2", 0), ("Lock/2x2", 1)]));
        }
    }

    #[test]
    fn what_one_checker_cannot_see_is_left_to_the_next() {
        let mutants = [mutant(Kind::Ordering, "a.rs", "Lock")];
        let by_loom = |id: &str, mutant| (id == "Lock/3x1" && mutant == 1).then_some("bypass");
        let (fates, ran) = hunt_one(&mutants, by_loom);
        let killed = fates.expect("runs")[0].killed.clone().expect("is killed");
        assert_eq!((&*killed.check, &*killed.checker), ("Lock/3x1", "loom"));
        assert_eq!(ran.len(), 8, "{ran:?}");
    }

    #[test]
    fn a_check_that_fails_without_a_mutant_kills_nothing() {
        let mutants = [mutant(Kind::Ordering, "a.rs", "Lock")];
        for violated in ["exclusion", "crashed", "time limit"] {
            let (fates, _) = hunt_one(&mutants, |id, _| (id == "Lock/2x2").then_some(violated));
            let Err(Stop::Failed(text)) = fates else {
                panic!("{fates:?}")
            };
            assert!(
                text.contains("Lock/2x2 (explore) fails without any mutant"),
                "{text}"
            );
            assert!(text.contains(violated), "{text}");
        }
    }

    #[test]
    fn a_mutant_without_checks_of_its_own_gets_those_of_its_file_or_all() {
        let neighbour = mutant(Kind::Ordering, "a.rs", "Lock");
        let node = mutant(Kind::Ordering, "a.rs", "Node");
        let (_, ran) = hunt_one(&[node, neighbour], |_, _| None);
        assert!(ran.iter().all(|(id, _)| id.starts_with("Lock/")), "{ran:?}");
        assert!(!ran.is_empty());
        let mut nobody = mutant(Kind::Ordering, "b.rs", "Lock");
        nobody.object = None;
        let (_, ran) = hunt_one(&[nobody], |_, _| None);
        assert!(ran.iter().any(|(id, _)| id == "Other/2x1"), "{ran:?}");
        assert!(ran.iter().any(|(id, _)| id == "Lock/3x1"), "{ran:?}");
    }
}
