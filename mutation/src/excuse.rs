//! Excuses: why a mutant may survive, argued beside the code.
//!
//! Comments are not part of the syntax, so this looks at the lines above a site.

/// What begins an excuse.
const MARK: &str = "mutant:";

/// The argument in the comment right above `line` (from 1): from the mark to the
/// end of the comment. Empty if nothing follows the mark.
pub(crate) fn above(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let before = lines.get(..line.checked_sub(1)?)?;
    let comment: Vec<&str> = before
        .iter()
        .rev()
        .map_while(|line| comment(line))
        .collect();
    let comment: Vec<&str> = comment.into_iter().rev().collect();
    let first = comment.iter().position(|line| line.starts_with(MARK))?;
    let argument = comment[first..].join(" ");
    Some(argument[MARK.len()..].trim().to_owned())
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

    #[test]
    fn an_excuse_reaches_from_its_mark_to_the_end_of_the_comment() {
        assert_eq!(
            above(SOURCE, 8).as_deref(),
            Some("the caller has synchronized already.")
        );
    }

    #[test]
    fn only_the_comment_right_above_counts() {
        for line in [0, 1, 4, 5, 9, 12, 13, 99] {
            assert_eq!(above(SOURCE, line), None, "{line}");
        }
    }

    #[test]
    fn an_excuse_without_an_argument_is_empty() {
        assert_eq!(above(SOURCE, 10).as_deref(), Some(""));
    }
}
