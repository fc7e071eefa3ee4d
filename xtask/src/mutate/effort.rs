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
    fn the_least_effort_does_not_hunt_what_is_excused() {
        let excused = of(Kind::Logic, "negate", Some("why"));
        assert!(Effort::Whole.hunts(&excused) && !Effort::Least.hunts(&excused));
        assert!(Effort::Least.hunts(&of(Kind::Logic, "negate", None)));
    }
}
