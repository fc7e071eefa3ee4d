//! What an execution of the explorer's did in memory, for a reader.
//!
//! Atomics are named by letters, and the values of each are numbered in
//! modification order, the initial one being 0: `reads B#1 = 5`. A read is stale if
//! a value with a higher number was written before it, in the order in which the
//! execution is told; it says so.

use super::{Beside, Step, place};
use core::fmt::Write;
use latchwork_atomic::model::cpu_at;
use latchwork_explore::{Action, Event, Execution};

/// What was done, but for what says nothing: starting and joining threads; and
/// waits that do not end, which are told otherwise.
pub(crate) fn beside(execution: &Execution) -> Vec<Beside> {
    let told = |(place_in_order, event): (usize, &Event)| {
        let (what, note) = told(execution, place_in_order)?;
        Some(Beside {
            thread: event.thread,
            index: event.index,
            step: Step {
                number: None,
                cpu: cpu_at(event.thread, event.index),
                event: what,
                at: place(event.at),
                state: note,
                marked: false,
            },
        })
    };
    execution
        .events
        .iter()
        .enumerate()
        .filter_map(told)
        .collect()
}

/// What the event at `index` does, and what there is to say about it.
fn told(execution: &Execution, index: usize) -> Option<(String, String)> {
    let event = &execution.events[index];
    let by = event.thread;
    Some(match event.action {
        Action::Read { blocked: true, .. } | Action::Spawn { .. } | Action::Join { .. } => {
            return None;
        }
        Action::Read {
            location,
            order,
            value,
            from,
            spurious,
            ..
        } => {
            let number = number(execution, from, location);
            let mut note = format!("{order:?}, {}", origin(execution, from, by));
            let written = execution.events[..index].iter();
            let newer = written.filter(|earlier| written_to(earlier, location) > number);
            match newer.count() {
                0 => {}
                1 => note += "; stale: 1 newer write",
                newer => {
                    let _ = write!(note, "; stale: {newer} newer writes");
                }
            }
            if spurious {
                note += "; fails for no reason";
            }
            (format!("reads {}#{number} = {value}", name(location)), note)
        }
        Action::Write {
            location,
            order,
            value,
            position,
        } => (
            format!("writes {}#{} = {value}", name(location), position + 1),
            format!("{order:?}"),
        ),
        Action::Update {
            location,
            order,
            read,
            from,
            written,
            position,
        } => (
            format!(
                "updates {}#{}: {read} → {written}",
                name(location),
                position + 1
            ),
            format!("{order:?}, {}", origin(execution, from, by)),
        ),
        Action::Fence { order } => ("fence".to_owned(), format!("{order:?}")),
    })
}

/// The number of the value that `from` wrote.
fn number(execution: &Execution, from: Option<usize>, location: usize) -> usize {
    from.map_or(0, |index| written_to(&execution.events[index], location))
}

/// The number of the value that `event` wrote to `location`; 0 if it did not.
fn written_to(event: &Event, location: usize) -> usize {
    let (to, position) = match event.action {
        Action::Write {
            location, position, ..
        }
        | Action::Update {
            location, position, ..
        } => (location, position),
        _ => return 0,
    };
    if to == location { position + 1 } else { 0 }
}

/// Whose value it is that thread `by` reads.
fn origin(execution: &Execution, from: Option<usize>, by: usize) -> String {
    let Some(write) = from.map(|index| &execution.events[index]) else {
        return "the initial value".to_owned();
    };
    let line = place(write.at);
    let line = line.rsplit_once('/').map_or(&*line, |(_, line)| line);
    if write.thread == by {
        return format!("its own of {line}");
    }
    let cpu = cpu_at(write.thread, write.index);
    format!("from CPU {cpu}, {line}")
}

/// A, B, …, Z, A1, B1, …
fn name(location: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(location % 26).expect("a letter"));
    match location / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}
