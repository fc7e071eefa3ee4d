//! The layers, bottom to top, and whether each is checked.

use std::collections::BTreeMap;
use std::fmt;

use latchwork_layer::{Layer, bottom_up};
use latchwork_suite::report::{Description, Mode, Verdict};

use crate::ground::stop::Stop;
use crate::ground::table::{Cell, NOTHING, Table, bad, good, noted, number, table};
use crate::model::outcome::Outcome;

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
            .map(|&(mode, count)| format!("{count} {}", mode.name()))
            .collect();
        parts.join(", ")
    }
}

/// The layers of Latchwork.
pub(crate) fn all() -> impl AsRef<[&'static Layer]> {
    latchwork_checks::layers::all()
}

/// `layers` bottom to top, if each of `checks` has its place among them.
pub(crate) fn placed<'a>(
    layers: &[&'static Layer],
    checks: impl IntoIterator<Item = &'a Description>,
) -> Result<Vec<&'static Layer>, Stop> {
    let order = bottom_up(layers).map_err(|unfounded| {
        Stop::Failed(format!(
            "{unfounded}\nThe list of objects in checks/src/lib.rs names them"
        ))
    })?;
    for check in checks {
        if let Some(why) = misplaced(check, &order) {
            let names: Vec<_> = order.iter().map(|layer| layer.name).collect();
            return Err(Stop::Failed(format!(
                "the {} check `{}` {why}\nThe layers, bottom to top, are: {} (checks/src/lib.rs)",
                check.checker,
                check.id,
                names.join(", ")
            )));
        }
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
    let surprises: Vec<_> = own.iter().filter(|it| !it.as_expected).collect();
    let status = if let [first, rest @ ..] = &surprises[..] {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Status::NotChecked(surprising(first) + &more)
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
        (Verdict::Pass, Verdict::Unchecked) => format!("{id} was not checked"),
        (Verdict::Pass, _) => format!("{id} failed"),
        (_, Verdict::Pass) => format!("the control {id} passed"),
        (_, Verdict::Fail) => format!("the control {id} failed for another reason"),
        (_, Verdict::Unchecked) => format!("the control {id} was not checked"),
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
            deep: false,
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
    ])
    .wrapping(&["objects", "modules", "passed", "status"])
    .keeping(&["layer", "status", "controls rejected", "passed"]);
    let or_none = |text: String| {
        if text.is_empty() {
            NOTHING.to_owned()
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
        table.row([
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
pub(crate) mod tests;
