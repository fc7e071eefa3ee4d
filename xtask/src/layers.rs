//! The layers, bottom to top, and whether each is checked.

use std::collections::BTreeMap;
use std::fmt;

use comfy_table::{Cell, Table};
use latchwork_layer::layer::{Layer, bottom_up};
use latchwork_suite::report::{Description, Mode, Verdict};

use crate::outcome::Outcome;
use crate::stop::Stop;
use crate::table::{bad, good, mode_name, noted, number, table};

/// The checker, as the rows of layers that are not checked name it.
const NAME: &str = "layers";

/// Whether what stands on a layer stands on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// The lowest: its specification is what the checkers assume.
    Granted,
    /// All of its checks turned out as expected, and the layers below are sound.
    Checked,
    /// Neither, for this reason.
    NotChecked(String),
}

impl Status {
    /// Whether the layers above may rest on it.
    pub(crate) fn is_sound(&self) -> bool {
        !matches!(self, Status::NotChecked(_))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Granted => f.write_str("taken for granted"),
            Status::Checked => f.write_str("checked"),
            Status::NotChecked(why) => write!(f, "NOT CHECKED: {why}"),
        }
    }
}

/// A layer, with what the checks say of it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) layer: &'static Layer,
    /// What is claimed to refine it, by name.
    pub(crate) modules: Vec<String>,
    /// Checks that passed, as they should, by how far they looked.
    pub(crate) passed: [(Mode, usize); 3],
    /// Controls that were rejected, as they should be.
    pub(crate) rejected: usize,
    pub(crate) status: Status,
}

impl Standing {
    /// The names of the layers that it rests on.
    pub(crate) fn rests_on(&self) -> String {
        let names: Vec<_> = self.layer.rests_on.iter().map(|below| below.name).collect();
        names.join(", ")
    }

    /// The checks that passed: `20 complete, 4 bounded`.
    pub(crate) fn checks(&self) -> String {
        let some = self.passed.iter().filter(|(_, count)| *count > 0);
        let parts: Vec<_> = some
            .map(|&(mode, count)| format!("{count} {}", mode_name(mode)))
            .collect();
        parts.join(", ")
    }
}

/// `layers` bottom to top, if each of `checks` has its place among them.
pub(crate) fn placed<'a>(
    layers: &[&'static Layer],
    checks: impl IntoIterator<Item = &'a Description>,
) -> Result<Vec<&'static Layer>, Stop> {
    let order = bottom_up(layers).map_err(|unfounded| {
        Stop::Failed(format!(
            "{unfounded}\nThe layers are in suite/src/layers.rs"
        ))
    })?;
    for check in checks {
        misplaced(check, &order).map_or(Ok(()), |why| {
            let names: Vec<_> = order.iter().map(|layer| layer.name).collect();
            Err(Stop::Failed(format!(
                "the {} check `{}` {why}\nThe layers, bottom to top, are: {} (suite/src/layers.rs)",
                check.checker,
                check.id,
                names.join(", ")
            )))
        })?;
    }
    Ok(order)
}

fn misplaced(check: &Description, layers: &[&'static Layer]) -> Option<String> {
    let Description {
        layer, rests_on, ..
    } = check;
    let Some(known) = layers.iter().find(|known| known.name == layer) else {
        return Some(format!(
            "belongs to the layer `{layer}`, which does not exist"
        ));
    };
    let rests = match rests_on.as_str() {
        "" => known.rests_on.is_empty(),
        below => known.rests_on.iter().any(|known| known.name == below),
    };
    (!rests)
        .then(|| format!("says that the layer `{layer}` rests on `{rests_on}`, which it does not"))
}

/// What `outcomes` say of `layers`, bottom to top.
pub(crate) fn standings(
    layers: &[&'static Layer],
    outcomes: &[Outcome],
) -> Result<Vec<Standing>, Stop> {
    let order = placed(layers, outcomes.iter().map(|outcome| &outcome.row.check))?;
    let mut sound = BTreeMap::new();
    let standings = order.into_iter().map(|layer| {
        let own = outcomes
            .iter()
            .filter(|it| it.row.check.layer == layer.name);
        let standing = stand(layer, &own.collect::<Vec<_>>(), &sound);
        sound.insert(layer.name, standing.status.is_sound());
        standing
    });
    Ok(standings.collect())
}

/// What `own`, the outcomes of the checks of `layer`, say of it, given which
/// layers below are `sound`.
fn stand(layer: &'static Layer, own: &[&Outcome], sound: &BTreeMap<&str, bool>) -> Standing {
    let (controls, claims): (Vec<&Outcome>, Vec<&Outcome>) = own
        .iter()
        .partition(|it| it.row.check.expected == Verdict::Fail);
    let mut modules: Vec<String> = Vec::new();
    for claim in &claims {
        if !modules.contains(&claim.row.check.object) {
            modules.push(claim.row.check.object.clone());
        }
    }
    let passed = [Mode::Complete, Mode::Bounded, Mode::Random].map(|mode| {
        let passed = claims
            .iter()
            .filter(|it| it.as_expected && it.row.check.mode == mode);
        (mode, passed.count())
    });
    let rejected = controls.iter().filter(|it| it.as_expected).count();
    let lowest = layer.rests_on.is_empty();
    let shaky = layer.rests_on.iter().find(|below| !sound[below.name]);
    let status = if let Some(surprise) = own.iter().find(|it| !it.as_expected) {
        Status::NotChecked(surprising(surprise))
    } else if lowest {
        Status::Granted
    } else if claims.is_empty() {
        Status::NotChecked("it has no check".into())
    } else if rejected == 0 {
        Status::NotChecked("no control of it was rejected".into())
    } else if let Some(below) = shaky {
        Status::NotChecked(format!("rests on {}, which is not checked", below.name))
    } else {
        Status::Checked
    };
    Standing {
        layer,
        modules,
        passed,
        rejected,
        status,
    }
}

fn surprising(outcome: &Outcome) -> String {
    let id = &outcome.row.check.id;
    match (outcome.row.check.expected, outcome.row.result) {
        (Verdict::Pass, _) => format!("{id} failed"),
        (Verdict::Fail, Verdict::Pass) => format!("the control {id} passed"),
        (Verdict::Fail, Verdict::Fail) => format!("the control {id} failed for another reason"),
    }
}

/// A failed check for each layer that is not checked.
pub(crate) fn failures(standings: &[Standing]) -> Vec<Outcome> {
    let failure = |standing: &Standing| {
        let Status::NotChecked(why) = &standing.status else {
            return None;
        };
        let name = standing.layer.name;
        let check = Description {
            id: format!("{NAME}/{name}"),
            object: name.into(),
            layer: name.into(),
            rests_on: standing.rests_on(),
            property: "layer".into(),
            checker: NAME.into(),
            client: String::new(),
            mode: Mode::Complete,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 0,
        };
        let what = format!("the layer `{name}` is NOT CHECKED: {why}");
        Some(Outcome::broken(&check, 0.0, "not checked", what))
    };
    standings.iter().filter_map(failure).collect()
}

/// Whether `outcome` is one of [`failures`], and no check that was run.
pub(crate) fn is_failure(outcome: &Outcome) -> bool {
    outcome.row.check.checker == NAME
}

/// The layers as a table.
pub(crate) fn rows(standings: &[Standing]) -> Table {
    let mut table = table(&[
        "layer",
        "rests on",
        "objects",
        "modules",
        "passed",
        "controls rejected",
        "status",
    ]);
    let or_none = |text: String| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text
        }
    };
    for standing in standings {
        let objects = standing.layer.objects.iter();
        let objects: Vec<_> = objects
            .map(|object| format!("{}: {}", object.name, object.specification))
            .collect();
        let status = standing.status.to_string();
        table.add_row([
            Cell::new(standing.layer.name),
            Cell::new(or_none(standing.rests_on())),
            Cell::new(objects.join("\n")),
            Cell::new(or_none(standing.modules.join(", "))),
            Cell::new(or_none(standing.checks())),
            number(standing.rejected),
            match standing.status {
                Status::Granted => noted(&status),
                Status::Checked => good(&status),
                Status::NotChecked(_) => bad(&status),
            },
        ]);
    }
    table
}

/// What each object relies on and guarantees, in lines.
pub(crate) fn conditions(standings: &[Standing]) -> String {
    let objects = standings.iter().flat_map(|standing| {
        let name = standing.layer.name;
        standing.layer.objects.iter().map(move |object| {
            format!(
                "{name}, {}\n  relies on: {}\n  guarantees: {}",
                object.name, object.rely, object.guarantee
            )
        })
    });
    objects.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::outcome::tests::{description, row};
    use latchwork_layer::layer::Object;

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
            Verdict::Fail => Verdict::Pass,
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
        let text = anstream::adapter::strip_str(&rows(&standings).to_string()).to_string();
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
}
