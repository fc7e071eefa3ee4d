//! Sets of outcomes, written short.

use std::collections::BTreeSet;

/// The outcomes that `patterns` describe, one after the other: `{a,b}` is one of
/// these, `*` is `{0,1}`, and a pattern that begins with `!` takes its outcomes
/// away again.
///
/// # Panics
///
/// If a pattern takes away what is not there, or adds nothing: it does not mean
/// what it seems to.
pub(crate) fn expand(patterns: &[&str]) -> BTreeSet<String> {
    let mut outcomes = BTreeSet::new();
    for pattern in patterns {
        match pattern.strip_prefix('!') {
            Some(taken) => {
                for outcome in alternatives(taken) {
                    assert!(outcomes.remove(&outcome), "{outcome} is not there");
                }
            }
            None => {
                let before = outcomes.len();
                outcomes.extend(alternatives(pattern));
                assert!(outcomes.len() > before, "{pattern} adds nothing");
            }
        }
    }
    outcomes
}

/// What is left of `outcomes` without those that `patterns` describe.
///
/// # Panics
///
/// If one of these is not there.
pub(crate) fn without(mut outcomes: BTreeSet<String>, patterns: &[&str]) -> BTreeSet<String> {
    for outcome in expand(patterns) {
        assert!(outcomes.remove(&outcome), "{outcome} is not there");
    }
    outcomes
}

fn alternatives(pattern: &str) -> Vec<String> {
    let pattern = pattern.replace('*', "{0,1}");
    let mut outcomes = vec![String::new()];
    let mut rest = pattern.as_str();
    while let Some((plain, group)) = rest.split_once('{') {
        let (group, after) = group.split_once('}').expect("a group ends with }");
        outcomes = outcomes
            .iter()
            .flat_map(|start| {
                group
                    .split(',')
                    .map(move |one| format!("{start}{plain}{one}"))
            })
            .collect();
        rest = after;
    }
    for outcome in &mut outcomes {
        outcome.push_str(rest);
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(outcomes: &[&str]) -> BTreeSet<String> {
        outcomes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_pattern_is_all_its_alternatives() {
        assert_eq!(expand(&["0 x=1"]), set(&["0 x=1"]));
        assert_eq!(
            expand(&["*{2,31} y"]),
            set(&["02 y", "031 y", "12 y", "131 y"])
        );
    }

    #[test]
    fn patterns_add_and_take_away() {
        assert_eq!(expand(&["**", "!10"]), set(&["00", "01", "11"]));
        assert_eq!(without(expand(&["**"]), &["1*"]), set(&["00", "01"]));
    }

    #[test]
    #[should_panic(expected = "2 is not there")]
    fn what_is_taken_away_must_be_there() {
        expand(&["*", "!2"]);
    }

    #[test]
    #[should_panic(expected = "0{0,1} adds nothing")]
    fn a_pattern_must_add_something() {
        expand(&["**", "0{0,1}"]);
    }
}
