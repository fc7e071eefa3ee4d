use super::*;
use crate::ground::table::tests::fits_every_terminal;
use crate::model::outcome::tests::{description, row};
use latchwork_layer::Object;

const fn layer(name: &'static str, rests_on: &'static [&'static Layer]) -> Layer {
    Layer {
        name,
        objects: &[Object {
            name: "a thing",
            specification: "crate::ThingSpec",
            rely: "others hurry",
            guarantee: "this one does too",
        }],
        rests_on,
    }
}

static HARDWARE: Layer = layer("hardware", &[]);
static LOCK: Layer = layer("lock", &[&HARDWARE]);
static QUEUE: Layer = layer("queue", &[&LOCK]);
static EGG: Layer = layer("egg", &[&EGG]);
static OTHER_LOCK: Layer = layer("lock", &[]);
pub(crate) static LAYERS: [&Layer; 3] = [&HARDWARE, &LOCK, &QUEUE];

pub(crate) fn of(layer: &str, id: &str, expected: Verdict, result: Verdict) -> Outcome {
    let mut check = description(id);
    check.layer = layer.into();
    check.rests_on = match layer {
        "hardware" => "",
        "queue" => "lock",
        _ => "hardware",
    }
    .into();
    check.object = id.split('/').next().unwrap_or_default().into();
    check.expected = expected;
    Outcome::found(row(&check, result))
}

pub(crate) fn all_well() -> Vec<Outcome> {
    use Verdict::{Fail, Pass};
    vec![
        of("hardware", "atomics/miri", Pass, Pass),
        of("lock", "TicketLock/lock/2x2", Pass, Pass),
        of("lock", "TicketLock/lock/3x1", Pass, Pass),
        of("lock", "BadLock/lock/2x1", Fail, Fail),
        of("queue", "Queue/2x1", Pass, Pass),
        of("queue", "BadQueue/2x1", Fail, Fail),
    ]
}

fn statuses(outcomes: &[Outcome]) -> Vec<String> {
    let standings = standings(&LAYERS, outcomes).expect("all is in its place");
    standings.iter().map(|it| it.status.to_string()).collect()
}

/// `all_well`, except that the check `id` comes out the other way.
fn except(id: &str) -> Vec<Outcome> {
    let mut outcomes = all_well();
    let outcome = outcomes.iter_mut().find(|it| it.row.check.id == id);
    let row = &mut outcome.expect("is there").row;
    row.result = match row.result {
        Verdict::Pass => Verdict::Fail,
        Verdict::Fail | Verdict::Unchecked => Verdict::Pass,
    };
    let found = Outcome::found(row.clone());
    *outcomes
        .iter_mut()
        .find(|it| it.row.check.id == id)
        .expect("is there") = found;
    outcomes
}

fn without(layer: &str, expected: Verdict) -> Vec<Outcome> {
    let mut outcomes = all_well();
    outcomes.retain(|it| it.row.check.layer != layer || it.row.check.expected != expected);
    outcomes
}

#[test]
fn layers_are_checked_from_the_lowest_up() {
    let standings = standings(&LAYERS, &all_well()).expect("all is in its place");
    let statuses: Vec<_> = standings.iter().map(|it| it.status.clone()).collect();
    assert_eq!(
        statuses,
        [Status::Granted, Status::Checked, Status::Checked]
    );
    assert_eq!(standings[1].modules, ["TicketLock"]);
    assert_eq!(
        (standings[1].checks().as_str(), standings[1].rejected),
        ("2 complete", 1)
    );
    assert!(failures(&standings).is_empty());
}

#[test]
fn nothing_is_checked_above_a_layer_that_is_not() {
    let outcomes = except("TicketLock/lock/2x2");
    assert_eq!(
        statuses(&outcomes)[1..],
        [
            "NOT CHECKED: TicketLock/lock/2x2 failed",
            "NOT CHECKED: rests on lock, which is not checked"
        ]
    );
    let standings = standings(&LAYERS, &outcomes).expect("all is in its place");
    assert_eq!(standings[1].checks(), "1 complete");
    let failures = failures(&standings);
    let named: Vec<_> = failures
        .iter()
        .map(|it| (&*it.row.check.object, it.word()))
        .collect();
    assert_eq!(named, [("lock", "FAIL"), ("queue", "FAIL")]);
    assert!(
        failures[1]
            .row
            .violation
            .ends_with("rests on lock, which is not checked")
    );
}

#[test]
fn one_failure_is_named_and_the_others_are_counted() {
    let mut outcomes = except("TicketLock/lock/2x2");
    outcomes[2].as_expected = false;
    assert_eq!(
        statuses(&outcomes)[1],
        "NOT CHECKED: TicketLock/lock/2x2 failed, and 1 more"
    );
}

#[test]
fn not_even_the_lowest_is_granted_against_the_evidence() {
    assert_eq!(
        statuses(&except("atomics/miri")),
        [
            "NOT CHECKED: atomics/miri failed",
            "NOT CHECKED: rests on hardware, which is not checked",
            "NOT CHECKED: rests on lock, which is not checked"
        ]
    );
}

#[test]
fn a_control_must_be_rejected() {
    let passed = except("BadLock/lock/2x1");
    assert_eq!(
        statuses(&passed)[1],
        "NOT CHECKED: the control BadLock/lock/2x1 passed"
    );
    let none = without("lock", Verdict::Fail);
    assert_eq!(
        statuses(&none)[1],
        "NOT CHECKED: no control of it was rejected"
    );
    let mut otherwise = all_well();
    otherwise[3].as_expected = false;
    assert_eq!(
        statuses(&otherwise)[1],
        "NOT CHECKED: the control BadLock/lock/2x1 failed for another reason"
    );
}

#[test]
fn a_layer_without_a_check_is_not_checked() {
    let none = without("queue", Verdict::Pass);
    assert_eq!(statuses(&none)[2], "NOT CHECKED: it has no check");
    let nothing = statuses(&[]);
    assert_eq!(
        nothing[..2],
        ["taken for granted", "NOT CHECKED: it has no check"]
    );
}

#[test]
fn what_cannot_be_placed_is_an_error() {
    let unknown = standings(&LAYERS, &[of("cellar", "a", Verdict::Pass, Verdict::Pass)]);
    let text = unknown.expect_err("no such layer").message().to_owned();
    assert!(
        text.contains("the layer `cellar`, which does not exist"),
        "{text}"
    );
    assert!(text.contains("are: hardware, lock, queue"), "{text}");

    let mut skewed = of("queue", "a", Verdict::Pass, Verdict::Pass);
    skewed.row.check.rests_on = "hardware".into();
    let text = standings(&LAYERS, &[skewed]).expect_err("it rests on `lock`");
    assert!(
        text.message()
            .contains("rests on `hardware`, which it does not")
    );

    let circular = standings(&[&EGG], &[]).expect_err("it rests on itself");
    assert!(circular.message().contains("egg rests on egg"));
    let double = standings(&[&LOCK, &OTHER_LOCK], &[]).expect_err("two of one name");
    assert!(
        double
            .message()
            .contains("two different layers are called `lock`")
    );
}

#[test]
fn the_table_says_what_each_rests_on() {
    let standings = standings(&LAYERS, &all_well()).expect("all is in its place");
    let table = rows(&standings);
    fits_every_terminal(&table);
    let text = table.plain(None);
    let lock = text
        .lines()
        .find(|line| line.trim().starts_with("lock"))
        .expect("a row");
    for part in [
        "hardware",
        "a thing: crate::ThingSpec",
        "TicketLock",
        "2 complete",
        "checked",
    ] {
        assert!(lock.contains(part), "{part}: {text}");
    }
    assert!(conditions(&standings).contains("lock, a thing\n  relies on: others hurry"));
}
