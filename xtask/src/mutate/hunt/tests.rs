use std::sync::Mutex;

use super::*;
use crate::model::outcome::Outcome;
use crate::model::outcome::tests::{description, row};
use crate::mutate::tests::mutant;

/// A checker that rejects what `violated` names, and remembers what it was asked.
struct Fake<F> {
    violated: F,
    asked: Mutex<Vec<(String, usize)>>,
}

impl<F: Fn(&str, usize) -> Option<&'static str> + Sync> Explore for Fake<F> {
    fn explore(&self, check: &Description, mutant: usize, _: Duration) -> Result<Outcome, Stop> {
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
        check("Lock/2x2", "Lock", "explore", 1),
        check("Other/2x1", "Other", "loom", 1),
        check("Policy<Other>/2x1", "Policy<Other>", "loom", 1),
        check("own tests", "primitives/own", HUNTER, 0),
        check("other tests", "primitives/other", HUNTER, 0),
    ]
}

type Asked = Vec<(String, usize)>;

/// Hunts one mutant of an object; what came of it, and what was run for that.
fn hunt_one(
    mutants: &[Mutant],
    violated: impl Fn(&str, usize) -> Option<&'static str> + Sync,
) -> (Result<Vec<Fate>, Stop>, Asked) {
    hunt_in(&BTreeMap::new(), mutants, violated)
}

/// Hunts one mutant of a source in one of `homes`.
fn hunt_in(
    homes: &BTreeMap<String, Home>,
    mutants: &[Mutant],
    violated: impl Fn(&str, usize) -> Option<&'static str> + Sync,
) -> (Result<Vec<Fate>, Stop>, Asked) {
    let fake = Fake {
        violated,
        asked: Mutex::default(),
    };
    let screen = Screen::new(false).without_lines();
    let hunt = Hunt::new(&fake, mutants, homes, checks());
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

#[test]
fn what_is_over_others_is_known_by_its_own_name() {
    let policy = mutant(Kind::Ordering, "b.rs", "Policy");
    let (_, ran) = hunt_one(&[policy], |_, _| None);
    let ran: Vec<&str> = ran.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ran, ["Policy<Other>/2x1"; 2]);
}

/// What is run for a mutant of the logic of the object `Lock` that nothing kills, in this part
/// of the primitives, which the builds of these checkers have.
fn ran_for(part: Part, checkers: &[&'static str]) -> Vec<String> {
    ran_for_object("Lock", part, checkers)
}

fn ran_for_object(object: &str, part: Part, checkers: &[&'static str]) -> Vec<String> {
    let home = Home {
        folder: "primitives/own".into(),
        part,
        checkers: checkers.to_vec(),
    };
    let homes = BTreeMap::from([("a.rs".to_owned(), home)]);
    let mutants = [mutant(Kind::Logic, "a.rs", object)];
    let (fates, ran) = hunt_in(&homes, &mutants, |id, _| {
        // As a control is rejected.
        (id == "Twin/2x1").then_some("")
    });
    fates.expect("runs");
    let mutated = ran.into_iter().filter(|(_, mutant)| *mutant == 1);
    mutated.map(|(id, _)| id).collect()
}

#[test]
fn each_part_has_its_hunters() {
    let ran = ran_for(Part::Object, &["explore", "loom", "shuttle"]);
    let of_object = [
        "Lock/2x2",
        "own tests",
        "Lock/3x2",
        "Lock/2x1",
        "Lock/3x1",
        "Lock/random",
    ];
    assert_eq!(ran, of_object);
    // Without checks of its own it has its tests first, and then all.
    let ran = ran_for_object("Stranger", Part::Object, &["explore", "loom", "shuttle"]);
    assert_eq!((&*ran[0], ran.len()), ("own tests", 8));

    let ran = ran_for(Part::Facade, &["loom"]);
    let lightest = ["Lock/2x1", "Other/2x1", "Policy<Other>/2x1"];
    assert_eq!(ran, [&["own tests", "other tests"][..], &lightest].concat());
    assert_eq!(ran_for(Part::Facade, &[]), ["own tests", "other tests"]);

    for part in [Part::Specification, Part::Judge] {
        let ran = ran_for(part, &[]);
        assert_eq!(ran[0], "own tests");
        assert!(ran.contains(&"Twin/2x1".to_owned()), "{ran:?}");
        assert_eq!(ran.len(), 9, "{ran:?}");
    }
}

#[test]
fn the_test_that_killed_a_neighbour_is_asked_first() {
    let home = Home {
        folder: "primitives/own".into(),
        part: Part::Facade,
        checkers: Vec::new(),
    };
    let homes = ["a.rs", "b.rs"].map(|file| (file.to_owned(), home.clone()));
    let files = ["a.rs", "a.rs", "b.rs"];
    let mutants = files.map(|file| mutant(Kind::Logic, file, "Lock"));
    let fake = Fake {
        violated: |id: &str, mutant| (id == "other tests" && mutant != 0).then_some("a test"),
        asked: Mutex::default(),
    };
    let screen = Screen::new(false).without_lines();
    let homes = BTreeMap::from(homes);
    let hunt = Hunt::new(&fake, &mutants, &homes, checks());
    let fates = hunt.run(&screen, NonZero::<usize>::MIN, &[1, 2, 3], |_, _| {});
    assert!(fates.expect("runs").iter().all(|it| it.killed.is_some()));
    let mut ran = fake.asked.into_inner().expect("no thread panics");
    ran.retain(|(_, mutant)| *mutant != 0);
    let order = [
        ("own tests", 1),
        ("other tests", 1),
        ("other tests", 2),
        ("own tests", 3),
        ("other tests", 3),
    ];
    assert_eq!(ran, asked(&order));
}

#[test]
fn a_control_that_passes_kills_a_mutant_of_the_specification() {
    let home = Home {
        folder: "primitives/own".into(),
        part: Part::Specification,
        checkers: Vec::new(),
    };
    let homes = BTreeMap::from([("a.rs".to_owned(), home)]);
    let mutants = [mutant(Kind::Logic, "a.rs", "Spec")];
    let (fates, _) = hunt_in(&homes, &mutants, |id, mutant| {
        (id == "Twin/2x1" && mutant == 0).then_some("")
    });
    let killed = fates.expect("runs")[0].killed.clone().expect("is killed");
    assert_eq!(killed.check, "Twin/2x1");
    assert_eq!(killed.violated, "the control is not rejected as it must");
}
