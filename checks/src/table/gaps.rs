//! What an object's table must have, and does not.

use super::extent::{Cell, Checker, Extent};
use super::gap::Gap;
use super::object::Object;
use super::row::{Kind, Row};
use std::collections::BTreeSet;

/// What is wrong with the tables of `objects`, a line each.
pub(crate) fn gaps(objects: &[Object]) -> Vec<String> {
    objects.iter().flat_map(gaps_of).collect()
}

fn gaps_of(object: &Object) -> Vec<String> {
    let name = object.name;
    let mut wrong = Vec::new();
    for gap in Gap::every() {
        let filled = object.rows.iter().any(|row| gap.is_filled_by(row));
        let excused = object.without.iter().any(|(without, _)| *without == gap);
        match (filled, excused) {
            (false, false) => wrong.push(format!(
                "{name} has no {gap}: add a row to its table, or say there why it does without"
            )),
            (true, true) => wrong.push(format!(
                "{name} does without this for a reason and has it: {gap}; delete the reason"
            )),
            (true, false) | (false, true) => {}
        }
    }
    for row in &object.rows {
        wrong.extend(unfit(row).map(|why| format!("{name}: {}: {why}", row.name())));
    }
    wrong.extend(untested_names(object));
    wrong.extend(without_quick_size(object));
    wrong
}

/// What only `--deep` runs asks of a large client what is asked of a smaller one otherwise,
/// too: by the same checker, with the same expectation.
fn without_quick_size(object: &Object) -> Vec<String> {
    let mut wrong = Vec::new();
    for checker in Checker::ALL {
        for row in &object.rows {
            let Cell::Checked {
                violates,
                deep: true,
                ..
            } = row.cell(checker)
            else {
                continue;
            };
            let asks_the_same = |it: &Row| {
                let cell = it.cell(checker);
                let expected = matches!(cell, Cell::Checked { violates: it, .. } if it == violates);
                let asked = (it.kind(), it.operation()) == (row.kind(), row.operation());
                asked && expected && cell.is_always_checked()
            };
            if !object.rows.iter().any(asks_the_same) {
                wrong.push(format!(
                    "{}: {} is explored by {} with --deep only, and no smaller client otherwise",
                    object.name,
                    row.name(),
                    checker.name(),
                ));
            }
        }
    }
    wrong
}

/// Interchangeable CPUs are taken for granted only where a comparison of a client that calls
/// the same operation tests that they are.
fn untested_names(object: &Object) -> Vec<String> {
    let mut wrong = Vec::new();
    for checker in Checker::ALL {
        let mut told = BTreeSet::new();
        for row in &object.rows {
            let Cell::Checked {
                extent: Extent::Alike,
                ..
            } = row.cell(checker)
            else {
                continue;
            };
            let operation = row.operation();
            let tested = object.rows.iter().any(|it| {
                it.kind() == Kind::Names
                    && it.operation() == operation
                    && !it.is_control()
                    && it.cell(checker).is_always_checked()
            });
            if !tested && told.insert(operation) {
                wrong.push(format!(
                    "{}: {} is explored by {} up to the names of CPUs, and no comparison of names \
                     tests that",
                    object.name,
                    row.name(),
                    checker.name(),
                ));
            }
        }
    }
    wrong
}

/// Why a row cannot be as it is.
fn unfit(row: &Row) -> Option<String> {
    let cells = Checker::ALL.map(|checker| (checker, row.cell(checker)));
    let checked = cells.iter().filter(|(_, cell)| cell.is_checked());
    let (mut number, mut controls) = (0, 0);
    for (checker, cell) in checked {
        number += 1;
        controls += usize::from(cell.is_rejected());
        let Cell::Checked { extent, .. } = cell else {
            continue;
        };
        let can = match (checker, extent) {
            (Checker::Shuttle, Extent::Drawn(_)) => true,
            (Checker::Shuttle, _) | (_, Extent::Drawn(_)) => false,
            (Checker::Explore, Extent::Alike) => false,
            (Checker::Explore, Extent::First { preemptions, .. }) => preemptions.is_none(),
            (Checker::Loom, Extent::First { preemptions, .. }) => preemptions.is_some(),
            (_, Extent::All | Extent::Alike) => true,
        };
        if !can {
            return Some(format!("{} cannot go {extent:?}", checker.name()));
        }
    }
    match (number, controls) {
        (0, _) => Some("no checker does anything with it".to_owned()),
        (_, 0) => None,
        (number, controls) if number == controls => None,
        _ => Some("some checkers must reject it, and some must not".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Draw, Subject, alike, all, drawn, first, left_out};
    use latchwork_suite::Property::{self, Exclusion};

    const NOT: Cell = left_out("it is made up");

    fn row(kind: Kind, explore: Cell, loom: Cell, shuttle: Cell) -> Row {
        Subject::new(kind, "made up", |_, _| Vec::new()).by(explore, loom, shuttle)
    }

    fn random() -> Cell {
        drawn(Draw::AtRandom)
    }

    fn twin(property: Property) -> Row {
        row(
            Kind::Program,
            all().violates(property),
            all().violates(property),
            random().violates(property),
        )
    }

    fn whole() -> Object {
        let rows = [
            row(Kind::Program, all(), all(), random()),
            row(Kind::Environment, all(), all(), NOT),
            twin(Exclusion),
        ];
        Object::new("Made", rows)
    }

    #[test]
    fn a_whole_object_has_no_gaps() {
        assert_eq!(gaps(&[whole()]), [""; 0]);
    }

    #[test]
    fn each_part_that_is_missing_is_named() {
        let missing = |part: &str| {
            format!("Made has no {part}: add a row to its table, or say there why it does without")
        };
        let mut object = whole();
        object.rows.remove(2);
        assert_eq!(
            gaps(&[object]),
            ["explore", "loom", "shuttle"]
                .map(|checker| missing(&format!("known-bad twin that {checker} rejects")))
        );
        let mut object = whole();
        object.rows.remove(1);
        assert_eq!(gaps(&[object]), [missing("environment check")]);
        let mut object = whole();
        object.rows[0] = row(Kind::Program, all(), NOT, random());
        assert_eq!(gaps(&[object]), [missing("program with a size for loom")]);
        // A twin is no program, and a twin's environment no environment check.
        let mut object = whole();
        object.rows[0] = twin(Exclusion);
        object.rows[1] = row(Kind::Environment, all().violates(Exclusion), NOT, NOT);
        assert_eq!(gaps(&[object]).len(), 4);
    }

    #[test]
    fn a_reason_stands_for_a_part_and_for_no_other() {
        let mut object = whole();
        object.rows.remove(1);
        let object = object.without(Gap::Environment, "it is made up");
        assert_eq!(gaps(&[object]), [""; 0]);
        let stale = whole().without(Gap::Environment, "it is made up");
        assert_eq!(
            gaps(&[stale]),
            [
                "Made does without this for a reason and has it: environment check; delete the reason"
            ]
        );
    }

    #[test]
    fn interchangeable_cpus_must_be_tested() {
        let mut object = whole();
        object.rows[0] = row(Kind::Program, all(), alike(), random());
        let untested = "Made: made up is explored by loom up to the names of CPUs, and no comparison of names tests that";
        assert_eq!(gaps(&[object]), [untested]);
        let mut object = whole();
        object.rows[0] = row(Kind::Program, all(), alike(), random());
        object.rows.push(row(Kind::Names, NOT, all(), NOT));
        assert_eq!(gaps(&[object]), [""; 0]);
        // A client that calls something else tests nothing of it.
        let mut object = whole();
        let subject =
            |kind, operation| Subject::new(kind, "made up", |_, _| Vec::new()).calling(operation);
        object.rows[0] = subject(Kind::Program, "lock").by(all(), alike(), random());
        object
            .rows
            .push(subject(Kind::Names, "try_lock").by(NOT, all(), NOT));
        assert_eq!(gaps(&[object]), [untested]);
    }

    #[test]
    fn what_only_a_deep_run_explores_has_a_smaller_size() {
        let deep = |kind| row(kind, NOT, all().deep_only(), NOT);
        let mut object = whole();
        object.rows.push(deep(Kind::Program));
        assert_eq!(gaps(&[object]), [""; 0]);
        let mut object = whole();
        object.rows.push(deep(Kind::Polls));
        // Another question, another checker, and a twin that is rejected are no smaller size.
        object.rows.push(row(Kind::Comparison, NOT, all(), NOT));
        object.rows.push(row(Kind::Polls, all(), NOT, NOT));
        object
            .rows
            .push(row(Kind::Polls, NOT, all().violates(Exclusion), NOT));
        let alone =
            "Made: made up is explored by loom with --deep only, and no smaller client otherwise";
        assert_eq!(gaps(&[object]), [alone]);
        // Nor does it count as the program that an object must have.
        let mut object = whole();
        object.rows[0] = row(Kind::Program, all(), all().deep_only(), random());
        let missing = "Made has no program with a size for loom: add a row to its table, or say \
                       there why it does without";
        assert_eq!(gaps(&[object]), [missing, alone]);
    }

    #[test]
    fn a_row_that_no_checker_can_do_is_named() {
        for (cells, why) in [
            ([NOT, NOT, NOT], "no checker does anything with it"),
            (
                [all().violates(Exclusion), all(), NOT],
                "some checkers must reject it, and some must not",
            ),
            ([random(), NOT, NOT], "explore cannot go Drawn(AtRandom)"),
            ([NOT, NOT, all()], "shuttle cannot go All"),
            ([alike(), NOT, NOT], "explore cannot go Alike"),
            (
                [NOT, first(None, 5), NOT],
                "loom cannot go First { preemptions: None, executions: 5 }",
            ),
        ] {
            let mut object = whole();
            object
                .rows
                .push(row(Kind::Program, cells[0], cells[1], cells[2]));
            assert_eq!(gaps(&[object])[0], format!("Made: made up: {why}"));
        }
    }
}
