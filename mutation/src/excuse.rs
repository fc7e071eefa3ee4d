//! Excuses: why a mutant may survive, argued beside the code.
//!
//! Comments are not part of the syntax, so this looks at the lines above a site.

/// What begins an excuse: `mutant:`, or `mutant (what it is for):`.
const MARK: &str = "mutant";

/// An excuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excuse {
    /// What it is for: the class of the mutant, or code that the mutant would be. All
    /// mutants there, if it does not say.
    only: Option<String>,
    /// Why such a mutant may survive; empty if it does not say.
    pub(crate) argument: String,
}

impl Excuse {
    /// Whether it is for a mutant of this class that would be the code `to`.
    pub(crate) fn is_for(&self, class: &str, to: &str) -> bool {
        let only = self.only.as_deref();
        only.is_none_or(|only| only == class || only == to)
    }

    /// The excuse that `line` of a comment begins.
    fn begun_by(line: &str) -> Option<Self> {
        let rest = line.strip_prefix(MARK)?;
        let (only, argument) = match rest.strip_prefix(" (") {
            Some(rest) => {
                let (only, argument) = rest.split_once("):")?;
                (Some(only.to_owned()), argument)
            }
            None => (None, rest.strip_prefix(':')?),
        };
        Some(Self {
            only,
            argument: argument.trim().to_owned(),
        })
    }
}

/// The excuses in the comment right above `line` (from 1): each from its mark to the next,
/// or to the end of the comment.
pub(crate) fn above(text: &str, line: usize) -> Vec<Excuse> {
    let lines: Vec<&str> = text.lines().collect();
    let before = line.checked_sub(1).and_then(|end| lines.get(..end));
    let before = before.unwrap_or_default().iter().rev();
    let comment: Vec<&str> = before.map_while(|line| comment(line)).collect();
    let mut excuses: Vec<Excuse> = Vec::new();
    for line in comment.into_iter().rev() {
        match (Excuse::begun_by(line), excuses.last_mut()) {
            (Some(excuse), _) => excuses.push(excuse),
            (None, Some(last)) => last.argument = format!("{} {line}", last.argument).trim().into(),
            (None, None) => {}
        }
    }
    excuses
}

/// The text of a line that is a comment and no documentation.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim().strip_prefix("//")?;
    (!text.starts_with(['/', '!'])).then(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
// mutant: too far away

/// mutant: documentation
fn f() {
    // Acquire: pairs with nothing.
    // mutant: the caller has
    // synchronized already.
    x.load(Acquire);
    // mutant:
    y.load(Acquire);
    // The mutant: in the middle of a line.
    z.load(Acquire);
}
";

    fn arguments(line: usize) -> Vec<String> {
        let excuses = above(SOURCE, line).into_iter();
        excuses.map(|it| it.argument).collect()
    }

    #[test]
    fn an_excuse_reaches_from_its_mark_to_the_end_of_the_comment() {
        assert_eq!(arguments(8), ["the caller has synchronized already."]);
    }

    #[test]
    fn only_the_comment_right_above_counts() {
        for line in [0, 1, 4, 5, 9, 12, 13, 99] {
            assert_eq!(above(SOURCE, line), [], "{line}");
        }
    }

    #[test]
    fn an_excuse_without_an_argument_is_empty() {
        assert_eq!(arguments(10), [""]);
    }

    #[test]
    fn an_excuse_may_be_for_one_kind_of_mistake_only() {
        let text = "// Why.\n// mutant (negate): it is\n// so.\n// mutant (a >= b): or so.\nf();";
        let [first, second] = &above(text, 5)[..] else {
            panic!("there are two")
        };
        assert_eq!(
            (&*first.argument, &*second.argument),
            ("it is so.", "or so.")
        );
        assert!(first.is_for("negate", "a != b") && !first.is_for("compare otherwise", "a <= b"));
        assert!(second.is_for("compare otherwise", "a >= b") && !second.is_for("negate", "a > b"));
        assert!(above(SOURCE, 8)[0].is_for("negate", ""));
    }
}
