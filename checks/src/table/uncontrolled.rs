//! Every property has a control under each checker: what none rejects could be deleted, and
//! nothing would fail.

use super::extent::{Cell, Checker};
use super::object::Object;
use latchwork_suite::Property::{self, Determinism, Fairness, Pruning, RelyGuarantee, WaitBound};

/// What a checker does not check, and why.
const NOT_CHECKED: [(Checker, Property, &str); 8] = [
    (Checker::Explore, Determinism, RECORDED),
    (Checker::Explore, Fairness, STEPS),
    (Checker::Explore, WaitBound, STEPS),
    (Checker::Loom, Determinism, RECORDED),
    (Checker::Loom, Fairness, STEPS),
    (Checker::Loom, WaitBound, STEPS),
    (Checker::Shuttle, Pruning, "it leaves nothing out"),
    (Checker::Shuttle, RelyGuarantee, "contexts are explored"),
];

const RECORDED: &str = "the scheduler that records is shuttle's";
const STEPS: &str = "steps are counted where they are scheduled, under shuttle";

/// What no control of `objects` is rejected for, a line each.
pub(crate) fn uncontrolled(objects: &[Object]) -> Vec<String> {
    let mut wrong = Vec::new();
    for checker in Checker::ALL {
        for property in Property::ALL {
            let mut rows = objects.iter().flat_map(|it| &it.rows);
            let rejected = rows.any(|row| {
                matches!(
                    row.cell(checker),
                    Cell::Checked { violates: Some(it), deep: false, .. } if it == property
                )
            });
            let mut reasons = NOT_CHECKED.iter();
            let reason = reasons.find(|(by, of, _)| (*by, *of) == (checker, property));
            let name = checker.name();
            match (rejected, reason) {
                (false, None) => wrong.push(format!(
                    "no control under {name} violates {property}: add one to an object's table, or \
                     say in checks/src/table/uncontrolled.rs why {name} does without"
                )),
                (true, Some((.., why))) => wrong.push(format!(
                    "a control under {name} violates {property}, which it is said not to check \
                     ({why}); delete the reason"
                )),
                (true, None) | (false, Some(_)) => {}
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::row::Kind;
    use crate::table::{Draw, Subject, all, drawn, left_out};

    /// An object whose controls are rejected by `checker` for what `checks` says.
    fn object(checks: impl Fn(Checker, Property) -> bool) -> Object {
        let cell = |checker, property, cell: Cell| match checks(checker, property) {
            true => cell.violates(property),
            false => left_out("it is made up"),
        };
        let row = |property| {
            Subject::new(Kind::Program, "made up", |_, _| Vec::new()).by(
                cell(Checker::Explore, property, all()),
                cell(Checker::Loom, property, all()),
                cell(Checker::Shuttle, property, drawn(Draw::AtRandom)),
            )
        };
        Object::new("Made", Property::ALL.map(row))
    }

    fn is_checked(checker: Checker, property: Property) -> bool {
        let mut not = NOT_CHECKED.iter();
        !not.any(|(by, of, _)| (*by, *of) == (checker, property))
    }

    #[test]
    fn a_property_without_a_control_is_named() {
        assert_eq!(uncontrolled(&[object(is_checked)]), [""; 0]);
        for checker in Checker::ALL {
            for missing in Property::ALL
                .into_iter()
                .filter(|it| is_checked(checker, *it))
            {
                let but_one = object(|by, of| (by, of) != (checker, missing) && is_checked(by, of));
                let wrong = uncontrolled(&[but_one]);
                let first = format!("no control under {} violates {missing}:", checker.name());
                assert_eq!(wrong.len(), 1, "{wrong:?}");
                assert!(wrong[0].starts_with(&first), "{wrong:?}");
            }
        }
        let wrong = uncontrolled(&[object(|_, _| true)]);
        assert_eq!(wrong.len(), NOT_CHECKED.len(), "{wrong:?}");
    }
}
