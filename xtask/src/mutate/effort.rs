//! How much is done about a mutant.

use latchwork_mutation::Mutant;

/// How much is done about a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// All checkers hunt it, excused or not.
    Whole,
    /// The explorer and the tests hunt it, unless it is excused: then it decides nothing.
    /// The other checkers are built, and hunt what is left, only if something is that
    /// nobody excuses. Of mutants that are programs of their own a part is built.
    Least,
}

impl Effort {
    /// Whether a mutant takes part: in the least effort none of a source that has never been
    /// hunted whole, whose survivors are not known.
    pub(super) fn takes(self, mutant: &Mutant) -> bool {
        let file = mutant.file.strip_prefix("primitives/").unwrap_or_default();
        self == Effort::Whole || !NOT_YET.iter().any(|place| file.starts_with(place))
    }

    /// Whether a mutant is hunted if it is built.
    pub(super) fn hunts(self, mutant: &Mutant) -> bool {
        self == Effort::Whole || mutant.argument.is_none()
    }

    /// Whether a mutant is built: one that is a program of its own, in the least effort,
    /// if it promises more of auto traits, or asserts less at compile time.
    pub(super) fn builds(self, mutant: &Mutant) -> bool {
        let is_promise = || PROMISES.contains(&mutant.class());
        self == Effort::Whole || mutant.kind.is_switched() || is_promise()
    }
}

/// The sources, and folders of them, whose mutants have not all been hunted yet. Whoever has
/// hunted those of one, and killed or excused each, takes it off this list.
pub(super) const NOT_YET: [&str; 8] = [
    "lock/src/interop/",
    "lock/src/mutex/apart.rs",
    "lock/src/mutex/mapped.rs",
    "lock/src/order/",
    "lock/src/policy.rs",
    "lock/src/section.rs",
    "lock/src/stats.rs",
    "sched/src/cross_call/",
];

/// The classes of mutants that take a promise of soundness: of auto traits, and of what is
/// asserted at compile time.
const PROMISES: [&str; 3] = ["promise more", "drop the marker", "drop the assertion"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::tests::mutant;
    use latchwork_mutation::Kind;

    fn of(kind: Kind, what: &str, argument: Option<&str>) -> Mutant {
        let mut mutant = mutant(kind, "a.rs", "Lock");
        mutant.what = what.to_owned();
        mutant.argument = argument.map(str::to_owned);
        mutant
    }

    #[test]
    fn the_least_effort_leaves_out_what_takes_long() {
        let bound = of(Kind::Bound, "drop the bound", None);
        let promise = of(Kind::Bound, "promise more", None);
        let ordering = of(Kind::Ordering, "swap", None);
        assert!(
            [&bound, &promise, &ordering]
                .iter()
                .all(|it| Effort::Whole.builds(it))
        );
        assert!(!Effort::Least.builds(&bound));
        assert!(Effort::Least.builds(&promise) && Effort::Least.builds(&ordering));
    }

    #[test]
    fn the_least_effort_leaves_out_sources_that_were_not_hunted() {
        let mut mutant = of(Kind::Ordering, "weaken", None);
        assert!(Effort::Least.takes(&mutant));
        mutant.file = "primitives/lock/src/policy.rs".to_owned();
        assert!(!Effort::Least.takes(&mutant) && Effort::Whole.takes(&mutant));
        mutant.file = "primitives/lock/src/interop/lock_api.rs".to_owned();
        assert!(!Effort::Least.takes(&mutant));
        mutant.file = "primitives/lock/src/mcs.rs".to_owned();
        assert!(Effort::Least.takes(&mutant));
    }

    #[test]
    fn what_was_not_hunted_is_there() {
        let workspace = crate::ground::workspace::Workspace::find().expect("we are in one");
        for place in NOT_YET {
            let path = workspace.root().join("primitives").join(place);
            assert!(path.exists(), "{place}");
        }
    }

    #[test]
    fn the_least_effort_does_not_hunt_what_is_excused() {
        let excused = of(Kind::Logic, "negate", Some("why"));
        assert!(Effort::Whole.hunts(&excused) && !Effort::Least.hunts(&excused));
        assert!(Effort::Least.hunts(&of(Kind::Logic, "negate", None)));
    }
}
