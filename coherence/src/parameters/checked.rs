//! What no machine has.

use super::machine::{MOST_CPUS, Parameters};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// The longest cost that is taken for one: a tenth of a millisecond or so.
pub(super) const MOST_CYCLES: u64 = 1_000_000;

/// The first mistake of `machine`: its key, its value, and what would be right.
pub(super) fn mistake(machine: &Parameters) -> Option<String> {
    sizes(machine)
        .or_else(|| distances(machine))
        .or_else(|| costs(machine))
}

/// What is wrong with `value`, if it is not in `range`.
pub(crate) fn within<T: PartialOrd + Display>(
    key: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Option<String> {
    let (least, most) = (range.start(), range.end());
    (!range.contains(&value)).then(|| format!("{key} is {value}: it must be {least} to {most}"))
}

fn sizes(machine: &Parameters) -> Option<String> {
    let cpus = machine.nodes.saturating_mul(machine.cpus_per_node);
    within("clock", machine.clock, 0.01..=100.0)
        .or_else(|| within("line", machine.line, 16..=4096))
        .or_else(|| {
            (!machine.line.is_power_of_two())
                .then(|| format!("line is {}: it must be a power of two", machine.line))
        })
        .or_else(|| within("nodes", machine.nodes, 1..=MOST_CPUS))
        .or_else(|| within("cpus_per_node", machine.cpus_per_node, 1..=MOST_CPUS))
        .or_else(|| within("nodes times cpus_per_node", cpus, 1..=MOST_CPUS))
        .or_else(|| within("store_buffer", machine.store_buffer, 0..=1024))
}

fn distances(machine: &Parameters) -> Option<String> {
    let (nodes, levels) = (machine.nodes, machine.levels.len());
    if levels == 0 {
        return Some("levels is empty: the first is the distance within a node".to_owned());
    }
    if machine.distance.len() != nodes || machine.distance.iter().any(|row| row.len() != nodes) {
        return Some(format!(
            "distance must be {nodes} rows of {nodes}: one for each node, to each node"
        ));
    }
    for (from, row) in machine.distance.iter().enumerate() {
        for (to, &level) in row.iter().enumerate() {
            if level >= levels {
                return Some(format!(
                    "distance from node {from} to node {to} is {level}: levels has {levels}, counted from 0"
                ));
            }
            if (from == to) != (level == 0) {
                return Some(format!(
                    "distance from node {from} to node {to} is {level}: it is 0 within a node, and nowhere else"
                ));
            }
            if machine.distance[to][from] != level {
                return Some(format!(
                    "distance from node {from} to node {to} is {level}, and back {}: it must be the same",
                    machine.distance[to][from]
                ));
            }
        }
    }
    None
}

fn costs(machine: &Parameters) -> Option<String> {
    let lists = [
        ("load_remote", &machine.load_remote),
        ("store_owned", &machine.store_owned),
        ("store_shared", &machine.store_shared),
        ("rmw_remote", &machine.rmw_remote),
        ("rmw_shared", &machine.rmw_shared),
        ("memory", &machine.memory),
    ];
    let levels = machine.levels.len();
    for (key, list) in lists {
        if list.len() != levels {
            return Some(format!(
                "{key} has {} entries: it must have {levels}, one for each level",
                list.len()
            ));
        }
        for (level, &cost) in list.iter().enumerate() {
            let key = format!("{key}[{level}]");
            if let Some(mistake) = within(&key, cost, 1..=MOST_CYCLES) {
                return Some(mistake);
            }
        }
    }
    let at_least_1 = [
        ("l1", machine.l1),
        ("rmw_owned", machine.rmw_owned),
        ("spin_hint", machine.spin_hint),
    ];
    let any = [
        ("home_busy_read", machine.home_busy_read),
        ("home_busy_write", machine.home_busy_write),
        ("per_copy", machine.per_copy),
        ("node_busy", machine.node_busy.unwrap_or(0)),
    ];
    let wrong = |least| move |&(key, value): &(&str, u64)| within(key, value, least..=MOST_CYCLES);
    at_least_1
        .iter()
        .find_map(wrong(1))
        .or_else(|| any.iter().find_map(wrong(0)))
}
