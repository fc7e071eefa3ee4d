//! What an execution of the explorer's did in memory, for a reader.
//!
//! Atomics are named by letters, and the values of each are numbered in
//! modification order, the initial one being 0: `reads B#1 = 5`. A read is stale if
//! a value with a higher number was written before it, in the order in which the
//! execution is told; it says so. So does a write that comes before one of those.

use crate::counterexample::{Beside, Step, place};
use core::fmt::Write;
use latchwork_explore::{Action, Event, Execution};

/// What was done, but for what says nothing: starting and joining threads; and
/// waits that do not end, which are shown otherwise.
pub(crate) fn beside(execution: &Execution) -> Vec<Beside> {
    let step = |(place_in_order, event): (usize, &Event)| {
        let (what, note) = described(execution, place_in_order)?;
        Some(Beside {
            thread: event.thread,
            index: event.index,
            step: Step {
                number: None,
                cpu: execution.role(event.thread, event.index),
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
        .filter_map(step)
        .collect()
}

/// What the event at `index` does, and what there is to say about it.
fn described(execution: &Execution, index: usize) -> Option<(String, String)> {
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
            match newer(execution, index, location, number).count() {
                0 => {}
                1 => note += "; stale: 1 newer write",
                newer => {
                    let _ = write!(note, "; stale: {newer} newer writes");
                }
            }
            if spurious {
                note += "; fails for no reason";
            }
            let value = execution.value(location, value);
            let name = name(execution, location);
            (format!("reads {name}#{number} = {value}"), note)
        }
        Action::Write {
            location,
            order,
            value,
            position,
        } => {
            let number = position + 1;
            let mut note = format!("{order:?}");
            let name = name(execution, location);
            if let Some(first) = newer(execution, index, location, number).min() {
                let _ = write!(note, "; already older than {name}#{first}");
            }
            let value = execution.value(location, value);
            (format!("writes {name}#{number} = {value}"), note)
        }
        Action::Update {
            location,
            order,
            read,
            from,
            written,
            position,
        } => (
            format!(
                "updates {}#{}: {} → {}",
                name(execution, location),
                position + 1,
                execution.value(location, read),
                execution.value(location, written),
            ),
            format!("{order:?}, {}", origin(execution, from, by)),
        ),
        Action::Fence { order } => ("fence".to_owned(), format!("{order:?}")),
        // In the explorer's words, whatever it may be.
        _ => (execution.describe(event), String::new()),
    })
}

/// The numbers above `number` that were written to `location` before the event at
/// `index`.
fn newer(
    execution: &Execution,
    index: usize,
    location: usize,
    number: usize,
) -> impl Iterator<Item = usize> {
    let before = execution.events[..index].iter();
    let written = before.map(move |event| written_to(event, location));
    written.filter(move |&written| written > number)
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

/// The origin of the value that thread `by` reads.
fn origin(execution: &Execution, from: Option<usize>, by: usize) -> String {
    let Some(write) = from.map(|index| &execution.events[index]) else {
        return "the initial value".to_owned();
    };
    let line = place(write.at);
    let line = line.rsplit_once('/').map_or(&*line, |(_, line)| line);
    if write.thread == by {
        return format!("its own of {line}");
    }
    let cpu = execution.role(write.thread, write.index);
    format!("from CPU {cpu}, {line}")
}

/// What the atomic is called: A, B, …, Z, A1, B1, …, if it has no name.
fn name(execution: &Execution, location: usize) -> String {
    let given = execution.atomics.get(location).and_then(|it| it.name);
    if let Some(name) = given {
        return name.to_owned();
    }
    let letter = char::from(b'A' + u8::try_from(location % 26).expect("a letter"));
    match location / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_atomic::Ordering::Relaxed;
    use latchwork_atomic::{AtomicU32, model};
    use latchwork_explore::Explorer;
    use std::sync::Arc;

    /// What CPUs do in the first execution of `model` that fails: CPU, what, note.
    fn failing(model: impl Fn() + Send + Sync + 'static) -> Vec<(usize, String, String)> {
        let report = Explorer::new().workers(1).explore(model);
        let failure = report.failure.expect("an execution fails");
        let rows = beside(&failure.execution).into_iter();
        rows.map(|row| (row.step.cpu, row.step.event, row.step.state))
            .collect()
    }

    #[test]
    fn a_stale_read_says_so() {
        let rows = failing(|| {
            let words = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
            let work = move |cpu| {
                let (data, ready) = &*words;
                if cpu == 0 {
                    data.store(7, Relaxed);
                    data.store(8, Relaxed);
                    ready.store(1, Relaxed);
                } else if ready.load(Relaxed) == 1 {
                    assert_ne!(data.load(Relaxed), 7);
                }
            };
            model::run(2, work, || ());
        });
        let expected = [
            (0, "writes A#1 = 7"),
            (0, "writes A#2 = 8"),
            (0, "writes B#1 = 1"),
            (1, "reads B#1 = 1"),
            (1, "reads A#1 = 7"),
        ];
        let note = rows.last().map(|(_, _, note)| &**note).unwrap_or_default();
        assert!(
            note.starts_with("Relaxed, from CPU 0, memory.rs:"),
            "{note}"
        );
        assert!(note.ends_with("; stale: 1 newer write"), "{note}");
        let rows: Vec<_> = rows.iter().map(|(cpu, what, _)| (*cpu, &**what)).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_write_says_what_it_is_older_than() {
        let rows = failing(|| {
            let words = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
            let seen = Arc::clone(&words);
            let work = move |cpu| {
                let (one, other) = &*words;
                let (first, second) = if cpu == 0 { (one, other) } else { (other, one) };
                first.store(1, Relaxed);
                second.store(2, Relaxed);
            };
            // Each CPU's second store comes before the other's first: 2+2W.
            model::run(2, work, move || {
                let (one, other) = &*seen;
                assert!((one.load(Relaxed), other.load(Relaxed)) != (1, 1));
            });
        });
        let older = rows
            .iter()
            .filter(|(_, _, note)| note.contains("; already older than "));
        assert_eq!(older.count(), 1, "{rows:?}");
    }
}
