//! What an execution of the explorer's did in memory, for a reader.
//!
//! Atomics are named by letters, and the values of each are numbered in
//! modification order, the initial one being 0: `reads B#1 = 5`. So a stale read is
//! one of a number that is not the highest yet, and says so.

use super::{Beside, Step, place};
use core::fmt::Write;
use latchwork_atomic::model::cpu_at;
use latchwork_explore::{Action, Event, Execution};

/// What was done, but for what says nothing: starting and joining threads; and
/// waits that do not end, which are told otherwise.
pub(crate) fn beside(execution: &Execution) -> Vec<Beside> {
    let told = |event: &Event| {
        let (what, note) = told(execution, event)?;
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
    execution.events.iter().filter_map(told).collect()
}

/// What an event does, and what there is to say about it.
fn told(execution: &Execution, event: &Event) -> Option<(String, String)> {
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
            newer,
            spurious,
            ..
        } => {
            let number = number(execution, from);
            let mut note = format!("{order:?}, {}", origin(execution, from, by));
            match newer {
                0 => {}
                1 => note += "; stale: 1 newer write",
                _ => {
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
fn number(execution: &Execution, from: Option<usize>) -> usize {
    match from.map(|index| &execution.events[index].action) {
        Some(Action::Write { position, .. } | Action::Update { position, .. }) => position + 1,
        _ => 0,
    }
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
