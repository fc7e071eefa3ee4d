//! The graph that an execution shows, and that it is shown as promised.

use latchwork_explore::{Action, Event, Execution};

use crate::graph::{Graph, Label, Name, ordering};
use crate::relation::Relation;
use crate::rules::MemoryModel;

/// The graph that a complete `execution` of a program shows, whose threads have
/// read this from `cells`; or what is wrong with it.
pub(crate) fn graph(
    execution: &Execution,
    cells: &[Vec<u64>],
    model: MemoryModel,
) -> Result<Graph, String> {
    let events = &execution.events;
    let threads = execution.threads - 1;
    // Main is no thread of the program.
    let name = |index: usize| -> Name { (events[index].thread - 1, events[index].index) };
    let mut graph = Graph {
        threads: vec![Vec::new(); threads],
        orders: vec![Vec::new(); locations(events)],
        cells: cells.to_vec(),
    };
    main_starts_and_joins(events, threads)?;
    for (at, event) in events.iter().enumerate() {
        let Some(thread) = event.thread.checked_sub(1) else {
            continue;
        };
        let labels = &mut graph.threads[thread];
        if event.index != labels.len() {
            return Err(format!("event {at} is out of program order"));
        }
        reads_what_was_written(events, at)?;
        let from = |from: Option<usize>| from.map(name);
        labels.push(match event.action {
            Action::Read { blocked: true, .. } => {
                return Err(format!("event {at} is blocked, but its thread has ended"));
            }
            Action::Read {
                location,
                order,
                value,
                from: source,
                spurious,
                ..
            } => Label::Read {
                location,
                order: ordering(order, model),
                value,
                from: from(source),
                spurious,
            },
            Action::Write {
                location,
                order,
                value,
                ..
            } => Label::Write {
                location,
                order: ordering(order, model),
                value,
            },
            Action::Update {
                location,
                order,
                read,
                from: source,
                written,
                ..
            } => Label::Update {
                location,
                order: ordering(order, model),
                read,
                from: from(source),
                written,
            },
            Action::Fence { order } => Label::Fence {
                order: ordering(order, model),
            },
            _ => {
                return Err(format!("event {at} is not the program's"));
            }
        });
    }
    for location in 0..graph.orders.len() {
        let mut writes: Vec<_> = (0..events.len())
            .filter_map(|at| Some((position(&events[at].action, location)?, at)))
            .collect();
        writes.sort_unstable();
        if writes
            .iter()
            .enumerate()
            .any(|(index, &(position, _))| position != index)
        {
            return Err(format!("location {location} has no modification order"));
        }
        graph.orders[location] = writes.into_iter().map(|(_, at)| name(at)).collect();
    }
    is_interleaving_if_it_can_be(events)?;
    Ok(graph)
}

/// How many locations there are.
fn locations(events: &[Event]) -> usize {
    let numbers = events.iter().filter_map(|event| location(&event.action));
    numbers.map(|location| location + 1).max().unwrap_or(0)
}

fn location(action: &Action) -> Option<usize> {
    match *action {
        Action::Read { location, .. }
        | Action::Write { location, .. }
        | Action::Update { location, .. } => Some(location),
        _ => None,
    }
}

/// The position of a write to `at` in its modification order.
fn position(action: &Action, at: usize) -> Option<usize> {
    match *action {
        Action::Write {
            location, position, ..
        }
        | Action::Update {
            location, position, ..
        } => (location == at).then_some(position),
        _ => None,
    }
}

/// Main starts all threads, then waits for each; a thread's events are between.
fn main_starts_and_joins(events: &[Event], threads: usize) -> Result<(), String> {
    let main: Vec<&Action> = events
        .iter()
        .filter(|event| event.thread == 0)
        .map(|event| &event.action)
        .collect();
    let spawns = (1..=threads).map(|thread| Action::Spawn { thread });
    let joins = (1..=threads).map(|thread| Action::Join { thread });
    let expected: Vec<Action> = spawns.chain(joins).collect();
    if !main.iter().copied().eq(&expected) {
        return Err(format!("the main thread did {main:?}"));
    }
    for (at, event) in events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.thread > 0)
    {
        let thread = event.thread;
        let started = events[..at]
            .iter()
            .any(|event| event.action == Action::Spawn { thread });
        let joined = events[..at]
            .iter()
            .any(|event| event.action == Action::Join { thread });
        if !started || joined {
            return Err(format!("event {at} is outside of its thread's life"));
        }
    }
    Ok(())
}

/// The value of a read is that of the write, which comes before in the table; the
/// writes before it that are newer are counted.
fn reads_what_was_written(events: &[Event], at: usize) -> Result<(), String> {
    let (location, value, from, newer) = match events[at].action {
        Action::Read {
            location,
            value,
            from,
            newer,
            ..
        } => (location, value, from, Some(newer)),
        Action::Update {
            location,
            read,
            from,
            ..
        } => (location, read, from, None),
        _ => return Ok(()),
    };
    let written = match from.map(|from| &events[from].action) {
        None => Some((location, 0)),
        Some(&Action::Write {
            location, value, ..
        }) => Some((location, value)),
        Some(&Action::Update {
            location, written, ..
        }) => Some((location, written)),
        Some(_) => None,
    };
    if written != Some((location, value)) || from.is_some_and(|from| from >= at) {
        return Err(format!("event {at} reads what was not written"));
    }
    let before = events[..at].iter();
    let positions = before.filter_map(|event| position(&event.action, location));
    let rank = from.map_or(0, |from| {
        position(&events[from].action, location).map_or(0, |it| it + 1)
    });
    let behind = positions.filter(|&position| position >= rank).count();
    if newer.is_some_and(|newer| newer != behind) {
        return Err(format!(
            "{behind} writes before event {at} are newer than what it reads"
        ));
    }
    Ok(())
}

/// Where an execution is sequentially consistent, its events come in an order in
/// which each access finds what the one before it left.
fn is_interleaving_if_it_can_be(events: &[Event]) -> Result<(), String> {
    let size = events.len();
    let sb = Relation::of(size, |a, b| {
        events[a].thread == events[b].thread && events[a].index < events[b].index
    });
    let source = |at: usize| match events[at].action {
        Action::Read { from, .. } | Action::Update { from, .. } => Some(from),
        _ => None,
    };
    let rf = Relation::of(size, |a, b| source(b) == Some(Some(a)));
    let rank = |at: usize| {
        let location = location(&events[at].action)?;
        Some((location, position(&events[at].action, location)?))
    };
    let mo = Relation::of(size, |a, b| match (rank(a), rank(b)) {
        (Some((one, first)), Some((other, second))) => one == other && first < second,
        _ => false,
    });
    // Of the initial value, to which all writes are newer.
    let newer_than_initial = Relation::of(size, |a, b| {
        source(a) == Some(None)
            && rank(b).is_some_and(|(at, _)| location(&events[a].action) == Some(at))
    });
    // An update is one event here: it is not newer than what it reads itself.
    let itself = Relation::identity(size, !0);
    let rb = (rf.inverse().then(&mo) | newer_than_initial).without(&itself);
    let all = sb | rf | mo | rb;
    let in_order = Relation::of(size, |a, b| a < b);
    if all.is_acyclic() && !all.without(&in_order).is_empty() {
        return Err("the events are no interleaving, but there is one".to_owned());
    }
    Ok(())
}
