//! Choosing mutants by words.

use std::collections::BTreeSet;

use latchwork_mutation::{Kind, Mutant};

use crate::ground::stop::Stop;
use crate::model::filter::{contains, suggest};

/// The numbers of the mutants that all `filters` match, in their order.
pub(crate) fn mutants(all: &[Mutant], filters: &[String]) -> Result<Vec<usize>, Stop> {
    if all.is_empty() {
        let why = "there is nothing to mutate: the sources name no ordering that can be weakened";
        return Err(Stop::Failed(why.to_owned()));
    }
    if let Some(stranger) = filters
        .iter()
        .find(|filter| !all.iter().any(|mutant| has(mutant, filter)))
    {
        let names: Vec<String> = all.iter().flat_map(names).collect();
        let words = names
            .iter()
            .flat_map(|name| name.split(['/', ' ', '.', ':']));
        let near = names.iter().map(String::as_str).chain(words);
        let near = near.filter(|it| it.chars().any(char::is_alphabetic));
        let objects: BTreeSet<&str> = all.iter().filter_map(|it| it.object.as_deref()).collect();
        let objects: Vec<&str> = objects.into_iter().collect();
        return Err(Stop::Missing(format!(
            "no mutant matches `{stranger}`{}\nThe objects are: {}. `--list` shows every mutant",
            suggest(stranger, near.collect()),
            objects.join(", "),
        )));
    }
    let matches = |mutant: &Mutant| filters.iter().all(|filter| has(mutant, filter));
    let chosen: Vec<usize> = (1..)
        .zip(all)
        .filter(|(_, mutant)| matches(mutant))
        .map(|(number, _)| number)
        .collect();
    if chosen.is_empty() {
        return Err(Stop::Missing(format!(
            "each filter matches some mutant, but no mutant matches all of: {}\n\
             Leave one out; several filters narrow the choice",
            filters.join(" "),
        )));
    }
    Ok(chosen)
}

fn has(mutant: &Mutant, filter: &str) -> bool {
    let mut names = names(mutant);
    names.any(|name| contains(&name, filter))
}

fn names(mutant: &Mutant) -> impl Iterator<Item = String> {
    let change = [mutant.from.clone(), mutant.to.clone()];
    let ordering = matches!(mutant.kind, Kind::Ordering);
    [
        mutant.site(),
        mutant.object.clone().unwrap_or_default(),
        mutant.kind.to_string(),
        mutant.what.clone(),
    ]
    .into_iter()
    .chain(change.into_iter().filter(move |_| ordering))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::tests::mutant;

    fn numbers(filters: &[&str]) -> Result<Vec<usize>, Stop> {
        let all = [
            mutant(Kind::Ordering, "a/ticket.rs", "TicketLock"),
            mutant(Kind::Logic, "a/ticket.rs", "TicketLock"),
            mutant(Kind::Ordering, "a/mcs.rs", "McsLock"),
        ];
        let filters: Vec<String> = filters.iter().map(|&filter| filter.into()).collect();
        mutants(&all, &filters)
    }

    #[test]
    fn filters_narrow_the_choice() {
        assert_eq!(numbers(&[]).expect("all"), [1, 2, 3]);
        assert_eq!(numbers(&["ticketlock"]).expect("object"), [1, 2]);
        assert_eq!(numbers(&["ticket.rs", "ordering"]).expect("both"), [1]);
        let Err(Stop::Missing(text)) = numbers(&["mcs", "logic"]) else {
            panic!("matches")
        };
        assert!(text.contains("all of: mcs logic"), "{text}");
    }

    #[test]
    fn a_run_of_nothing_is_no_pass() {
        assert!(matches!(mutants(&[], &[]), Err(Stop::Failed(_))));
    }

    #[test]
    fn an_unknown_filter_suggests_near_names() {
        let Err(Stop::Missing(text)) = numbers(&["tiket"]) else {
            panic!("matches")
        };
        assert!(text.contains("did you mean `ticket`"), "{text}");
        assert!(text.contains("McsLock, TicketLock"), "{text}");
    }
}
