//! All modification orders of a candidate.

use crate::candidate::Candidate;
use crate::program::LOCATIONS;
use crate::relation::Relation;
use crate::rules::{Flaw, Rules};

/// For each location its writes in order, the initial one not included.
pub(crate) type ModificationOrder = [Vec<usize>; LOCATIONS];

/// All total orders for each location, but for those in which a thread's writes
/// are not in program order, or a read-modify-write does not directly follow what
/// it read: coherence and atomicity would reject them.
pub(crate) fn modification_orders(candidate: &Candidate, rules: &Rules) -> Vec<ModificationOrder> {
    let mut all: Vec<ModificationOrder> = vec![Default::default()];
    for location in 0..LOCATIONS {
        let mut orders = Vec::new();
        let left: Vec<usize> = candidate.writes(location).collect();
        extend(candidate, rules, &mut vec![location], &left, &mut orders);
        all = all
            .iter()
            .flat_map(|order| {
                orders.iter().map(move |writes| {
                    let mut order = order.clone();
                    order[location] = writes[1..].to_vec();
                    order
                })
            })
            .collect();
    }
    all
}

/// Extends `order` by those `left` in every way.
fn extend(
    candidate: &Candidate,
    rules: &Rules,
    order: &mut Vec<usize>,
    left: &[usize],
    orders: &mut Vec<Vec<usize>>,
) {
    if left.is_empty() {
        orders.push(order.clone());
        return;
    }
    let thread = |write: usize| candidate.events[write].thread;
    for (index, &write) in left.iter().enumerate() {
        let first = left[..index]
            .iter()
            .all(|&other| thread(other) != thread(write));
        if first && (rules.has(Flaw::NotAtomic) || follows(candidate, write, order)) {
            let mut left = left.to_vec();
            left.remove(index);
            order.push(write);
            extend(candidate, rules, order, &left, orders);
            order.pop();
        }
    }
}

/// Whether `write` may come next.
fn follows(candidate: &Candidate, write: usize, order: &[usize]) -> bool {
    let update = candidate
        .updates
        .iter()
        .find(|&&(_, written)| written == write);
    update.is_none_or(|&(read, _)| candidate.source[read] == order.last().copied())
}

/// As a relation.
pub(crate) fn relation(candidate: &Candidate, order: &ModificationOrder) -> Relation {
    let mut mo = Relation::empty(candidate.events.len());
    for (location, writes) in order.iter().enumerate() {
        for (index, &write) in writes.iter().enumerate() {
            mo.insert(location, write);
            writes[index + 1..]
                .iter()
                .for_each(|&later| mo.insert(write, later));
        }
    }
    mo
}
