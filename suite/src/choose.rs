//! Choosing checks by words, and near names for words that name none.

use crate::report::Description;
use std::collections::BTreeSet;

/// How near a name must be to be suggested; 1 is equal.
const NEAR: f64 = 0.75;

/// How many names are suggested.
const SUGGESTIONS: usize = 3;

/// The checks of `all` that have every one of `words` in their id, object, property or
/// checker, in their order.
///
/// # Errors
///
/// A word that no check has, with the names that are near to it; or that no check has
/// all of them.
pub fn checks<'a>(
    all: impl IntoIterator<Item = &'a Description>,
    words: &[String],
) -> Result<Vec<&'a Description>, String> {
    let all: Vec<&Description> = all.into_iter().collect();
    let unknown = |word: &&String| !all.iter().any(|check| has(check, word));
    if let Some(stranger) = words.iter().find(unknown) {
        let names = all.iter().flat_map(|check| names(check));
        return Err(format!(
            "no check matches `{stranger}`{}\nThe objects are: {}",
            suggest(stranger, names.collect()),
            objects(&all),
        ));
    }
    let matches = |check: &&Description| words.iter().all(|word| has(check, word));
    let chosen: Vec<&Description> = all.into_iter().filter(matches).collect();
    if chosen.is_empty() {
        return Err(format!(
            "each filter matches some check, but no check matches all of: {}\n\
             Leave one out; several filters narrow the choice",
            words.join(" "),
        ));
    }
    Ok(chosen)
}

/// Whether `word` is in one of the names of `check`.
pub fn has(check: &Description, word: &str) -> bool {
    [&check.id, &check.object, &check.property, &check.checker]
        .into_iter()
        .any(|name| contains(name, word))
}

/// Whether `name` contains `word`, whatever the case.
pub fn contains(name: &str, word: &str) -> bool {
    name.to_lowercase().contains(&word.to_lowercase())
}

fn names(check: &Description) -> impl Iterator<Item = &str> {
    let words = check.property.split_whitespace();
    let words = words.map(|word| word.trim_end_matches([',', ':']));
    let parts = check.id.split('/').chain(words);
    [check.object.as_str(), &check.property, &check.checker]
        .into_iter()
        .chain(parts)
}

fn objects(all: &[&Description]) -> String {
    let objects: BTreeSet<&str> = all.iter().map(|check| check.object.as_str()).collect();
    objects.into_iter().collect::<Vec<_>>().join(", ")
}

/// `; did you mean …?` with the names nearest to `stranger`, or nothing.
pub fn suggest(stranger: &str, names: BTreeSet<&str>) -> String {
    let stranger = stranger.to_lowercase();
    let mut near: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&stranger, &name.to_lowercase()), name))
        .filter(|(nearness, _)| *nearness >= NEAR)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.dedup_by_key(|(_, name)| name.to_lowercase());
    let near: Vec<String> = near
        .iter()
        .take(SUGGESTIONS)
        .map(|(_, name)| format!("`{name}`"))
        .collect();
    if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_lock::author::LOCK;

    fn all() -> Vec<Description> {
        let check = |id: &str, object: &str, property: &str, checker: &str| Description {
            id: id.into(),
            property: property.into(),
            checker: checker.into(),
            ..Description::about(object, &LOCK, "")
        };
        vec![
            check(
                "ticket/mutual-exclusion/2x2",
                "TicketLock",
                "mutual exclusion",
                "loom",
            ),
            check(
                "ticket/bypass/8x4/pct",
                "TicketLock",
                "bounded bypass",
                "shuttle",
            ),
            check(
                "mcs/mutual-exclusion/2x2",
                "McsLock",
                "mutual exclusion",
                "loom",
            ),
        ]
    }

    fn ids(words: &[&str]) -> Result<Vec<String>, String> {
        let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
        let all = all();
        let chosen = checks(&all, &words)?;
        Ok(chosen.into_iter().map(|check| check.id.clone()).collect())
    }

    #[test]
    fn no_filter_chooses_everything() {
        assert_eq!(ids(&[]).expect("matches").len(), 3);
    }

    #[test]
    fn a_filter_matches_any_name_whatever_the_case() {
        assert_eq!(ids(&["ticketLOCK"]).expect("object").len(), 2);
        assert_eq!(ids(&["8x4"]).expect("id"), ["ticket/bypass/8x4/pct"]);
        assert_eq!(
            ids(&["shuttle"]).expect("checker"),
            ["ticket/bypass/8x4/pct"]
        );
        assert_eq!(ids(&["exclusion"]).expect("property").len(), 2);
    }

    #[test]
    fn several_filters_narrow_the_choice() {
        assert_eq!(
            ids(&["ticket", "exclusion"]).expect("both"),
            ["ticket/mutual-exclusion/2x2"]
        );
        let why = ids(&["mcs", "bypass"]).expect_err("nothing has both");
        assert!(why.contains("all of: mcs bypass"), "{why}");
    }

    #[test]
    fn an_unknown_filter_suggests_near_names() {
        let text = ids(&["loom", "tiket"]).expect_err("nothing is called so");
        assert!(text.contains("`tiket`"), "{text}");
        assert!(
            text.contains("did you mean `ticket` or `TicketLock`"),
            "{text}"
        );
        assert!(text.contains("McsLock, TicketLock"), "{text}");
    }

    #[test]
    fn a_filter_near_to_nothing_suggests_nothing() {
        let text = ids(&["qqqq"]).expect_err("nothing is called so");
        assert!(!text.contains("did you mean"), "{text}");
    }
}
