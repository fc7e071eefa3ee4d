//! A panic of the checked code, as a failure.

use super::{Failure, Property};

impl Failure {
    /// The failure that a panic of the checked code stands for. The façade's cells and
    /// waits know no [`Failure`]: they name the property that they find violated, and
    /// why.
    pub(crate) fn panicked(message: &str, at: &str) -> Self {
        let words = message.trim();
        if let Some(how) = words.strip_prefix("exclusion: ") {
            // A cell's words: it knows its owner.
            Self::new(Property::Exclusion, "access without ownership", how)
        } else if let Some(how) = words.strip_prefix("invariant: ") {
            Self::of(Property::Invariant, how)
        } else if let Some(how) = words.strip_prefix("pruning: ") {
            // What is left out of an exploration is not nothing.
            Self::new(Property::Pruning, "impure condition", how)
        } else {
            Self::of(Property::Panic, format!("{words}, at {at}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facade_names_the_property() {
        for (message, property) in [
            ("exclusion: why", Property::Exclusion),
            ("invariant: why", Property::Invariant),
            ("pruning: why", Property::Pruning),
        ] {
            let failure = Failure::panicked(message, "a.rs:3");
            assert_eq!((failure.property, &*failure.reason), (property, "why"));
        }
    }

    #[test]
    fn any_other_message_is_a_panic() {
        let panic = Failure::panicked("index out of bounds", "a.rs:3");
        assert_eq!(panic.property, Property::Panic);
        assert_eq!(panic.reason, "index out of bounds, at a.rs:3");
    }
}
