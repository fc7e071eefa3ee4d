//! Choosing checks and steps by name, and near names for those that do not exist.

use std::collections::BTreeSet;

use latchwork_suite::report::Description;

use crate::ground::stop::Stop;

/// How near a name must be to be suggested; 1 is equal.
const NEAR: f64 = 0.75;

/// How many names are suggested.
const SUGGESTIONS: usize = 3;

/// The checks that all `filters` match, in their order.
pub(crate) fn checks(all: Vec<Description>, filters: &[String]) -> Result<Vec<Description>, Stop> {
    if let Some(stranger) = filters
        .iter()
        .find(|filter| !all.iter().any(|check| has(check, filter)))
    {
        let names = all.iter().flat_map(names);
        return Err(Stop::Missing(format!(
            "no check matches `{stranger}`{}\nThe objects are: {}",
            suggest(stranger, names.collect()),
            objects(&all),
        )));
    }
    let chosen: Vec<Description> = all
        .into_iter()
        .filter(|check| filters.iter().all(|filter| has(check, filter)))
        .collect();
    if chosen.is_empty() {
        return Err(Stop::Missing(format!(
            "each filter matches some check, but no check matches all of: {}\n\
             Leave one out; several filters narrow the choice",
            filters.join(" "),
        )));
    }
    Ok(chosen)
}

fn has(check: &Description, filter: &str) -> bool {
    [&check.id, &check.object, &check.property, &check.checker]
        .into_iter()
        .any(|name| contains(name, filter))
}

/// Whether `name` contains `filter`, whatever the case.
pub(crate) fn contains(name: &str, filter: &str) -> bool {
    name.to_lowercase().contains(&filter.to_lowercase())
}

fn names(check: &Description) -> impl Iterator<Item = &str> {
    let words = check.property.split_whitespace();
    let words = words.map(|word| word.trim_end_matches([',', ':']));
    let parts = check.id.split('/').chain(words);
    [check.object.as_str(), &check.property, &check.checker]
        .into_iter()
        .chain(parts)
}

fn objects(all: &[Description]) -> String {
    let objects: BTreeSet<&str> = all.iter().map(|check| check.object.as_str()).collect();
    objects.into_iter().collect::<Vec<_>>().join(", ")
}

/// `; did you mean …?` with the names nearest to `stranger`, or nothing.
pub(crate) fn suggest(stranger: &str, names: BTreeSet<&str>) -> String {
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
    use crate::model::outcome::tests::description;

    fn all() -> Vec<Description> {
        let check = |id: &str, object: &str, property: &str, checker: &str| Description {
            object: object.into(),
            property: property.into(),
            checker: checker.into(),
            ..description(id)
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

    fn ids(filters: &[&str]) -> Result<Vec<String>, Stop> {
        let filters: Vec<String> = filters.iter().map(|&filter| filter.into()).collect();
        Ok(checks(all(), &filters)?
            .into_iter()
            .map(|check| check.id)
            .collect())
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
        let stop = ids(&["mcs", "bypass"]).expect_err("nothing has both");
        assert!(
            matches!(&stop, Stop::Missing(text) if text.contains("all of: mcs bypass")),
            "{stop:?}"
        );
    }

    #[test]
    fn an_unknown_filter_suggests_near_names() {
        let stop = ids(&["loom", "tiket"]).expect_err("nothing is called so");
        let Stop::Missing(text) = stop else {
            panic!("{stop:?}")
        };
        assert!(text.contains("`tiket`"), "{text}");
        assert!(
            text.contains("did you mean `ticket` or `TicketLock`"),
            "{text}"
        );
        assert!(text.contains("McsLock, TicketLock"), "{text}");
    }

    #[test]
    fn a_filter_near_to_nothing_suggests_nothing() {
        let Err(Stop::Missing(text)) = ids(&["qqqq"]) else {
            panic!("it matches")
        };
        assert!(!text.contains("did you mean"), "{text}");
    }
}
