//! All consistent graphs of a program, by brute force.

use std::collections::HashSet;

use crate::axioms::{Relations, race};
use crate::candidate::Candidate;
use crate::candidates::candidates;
use crate::graph::Graph;
use crate::modification_orders::{ModificationOrder, modification_orders, relation};
use crate::program::{Operation, Program};
use crate::rules::{Flaw, Rules};

/// What there is to find in a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Enumeration {
    /// The graphs in which every thread ends. Not all of them if it is racy.
    pub(crate) graphs: HashSet<Graph>,
    /// A consistent graph has a race.
    pub(crate) racy: bool,
    /// A consistent graph has a thread that waits for ever.
    pub(crate) livelock: bool,
    /// Pairs of a candidate and a modification order that were looked at.
    pub(crate) candidates: usize,
}

/// Enumerates the consistent graphs of `program`; ends at the first race, unless
/// there may be a thread that waits for ever, too.
pub(crate) fn enumerate(program: &Program, rules: &Rules) -> Enumeration {
    let mut found = Enumeration::default();
    candidates(program, rules, &mut |candidate| {
        look(program, rules, candidate, &mut found);
        program.waits() || !found.racy
    });
    found
}

fn look(program: &Program, rules: &Rules, candidate: &Candidate, found: &mut Enumeration) {
    found.candidates += 1;
    let relations = Relations::of(candidate, rules);
    // Coherence has this part whatever the modification order is.
    if !relations.hb.is_irreflexive() {
        return;
    }
    let races = race(candidate, &relations).is_some();
    for order in modification_orders(candidate, rules) {
        found.candidates += 1;
        let waits = wait(program, rules, candidate, &order);
        if !races && waits == Wait::Some || !allowed(program, rules, candidate, &order) {
            continue;
        }
        if !relations.are_consistent(&relation(candidate, &order)) {
            continue;
        }
        match waits {
            _ if races => {
                found.racy = true;
                return;
            }
            Wait::ForEver => found.livelock = true,
            Wait::Some => {}
            Wait::None => {
                let graph = Graph::of(program, rules.model, candidate, &order);
                let repeated = found.graphs.replace(graph);
                assert!(
                    repeated.is_none(),
                    "enumerated twice:\n{program}\n{}",
                    repeated.expect("it is there")
                );
            }
        }
    }
}

/// How threads are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// They have ended.
    None,
    /// One waits, but could go on.
    Some,
    /// One waits, and none of those that wait could go on.
    ForEver,
}

fn wait(
    program: &Program,
    rules: &Rules,
    candidate: &Candidate,
    order: &ModificationOrder,
) -> Wait {
    if candidate.stuck.is_empty() {
        return Wait::None;
    }
    let goes_on = |&(thread, slot): &(usize, usize)| {
        let operation = &program.threads[thread][slot].operation;
        let Operation::Await {
            location, until, ..
        } = *operation
        else {
            unreachable!("only an await waits");
        };
        // The initial value of a location has the location's index.
        let newest = order[location].last().copied().unwrap_or(location);
        until.holds(candidate.events[newest].value)
    };
    match candidate.stuck.iter().any(goes_on) {
        _ if rules.has(Flaw::NoLivelock) => Wait::Some,
        true if !rules.has(Flaw::EveryWaitIsLivelock) => Wait::Some,
        _ => Wait::ForEver,
    }
}

/// False if the flaw is that failed compare-exchanges read only the newest value,
/// and one does not.
fn allowed(
    program: &Program,
    rules: &Rules,
    candidate: &Candidate,
    order: &ModificationOrder,
) -> bool {
    let newest = |read: usize| {
        let event = &candidate.events[read];
        let Some(thread) = event.thread else {
            return true;
        };
        let Operation::CompareExchange { location, .. } =
            program.threads[thread][event.slot].operation
        else {
            return true;
        };
        let failed = candidate
            .updates
            .iter()
            .all(|&(of, write)| of != read && write != read);
        let newest = order[location].last().copied().unwrap_or(location);
        !failed || candidate.source[read] == Some(newest)
    };
    !rules.has(Flaw::FailureReadsNewest) || (0..candidate.events.len()).all(newest)
}
