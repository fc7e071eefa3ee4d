//! An execution as a table, and what is left out of it.

use crate::execution::{Action, Execution};
use crate::fault::{Access, Deed};
use std::fmt::{self, Display, Formatter};
use std::panic::Location;

/// Rows of a long table that are shown, at its beginning and at its end.
const SHOWN: (usize, usize) = (20, 80);

/// Rows of set-up that are shown: more are left out.
const SET_UP: usize = 3;

/// The longest loop, in rows, whose turns are counted instead of shown.
const LONGEST_LOOP: usize = 16;

/// What a thread does at one place.
struct Row {
    /// Of an event, which one it is.
    step: Option<usize>,
    thread: usize,
    does: String,
    /// What it does, with the distance to the write that is read in place of its
    /// number: this is what turns of a loop have in common that read what the turn
    /// before has written.
    relative: String,
    at: &'static Location<'static>,
    place: String,
    /// Whether it is a part of the failure.
    marked: bool,
}

impl Row {
    /// Whether this and `other` are of two turns of a loop.
    fn is_like(&self, other: &Row) -> bool {
        let unmarked = !self.marked && !other.marked;
        let same_kind = self.step.is_some() == other.step.is_some();
        let same_place = (self.thread, self.at) == (other.thread, other.at);
        let same_deed = self.does == other.does || self.relative == other.relative;
        unmarked && same_kind && same_place && same_deed
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.step, self.marked) {
            (Some(step), true) => write!(f, "▶{step:>3}")?,
            (Some(step), false) => write!(f, "{step:>4}")?,
            (None, true) => f.write_str("   ▶")?,
            (None, false) => f.write_str("    ")?,
        }
        write!(f, "  {:>2}  {}  ({})", self.thread, self.does, self.place)
    }
}

/// A part of a table.
enum Part<'a> {
    Row(&'a Row),
    /// So many rows before it, so many times more.
    Again(usize, usize),
}

impl Part<'_> {
    fn rows(&self) -> usize {
        match self {
            Part::Row(_) => 1,
            Part::Again(rows, times) => rows * times,
        }
    }

    fn is_marked(&self) -> bool {
        matches!(self, Part::Row(row) if row.marked)
    }
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let times = |times: &usize| match times {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        };
        match self {
            Part::Row(row) => row.fmt(f),
            Part::Again(1, again) => write!(f, "      … and {} more …", times(again)),
            Part::Again(rows, again) => {
                write!(f, "      … and these {rows} rows {} more …", times(again))
            }
        }
    }
}

impl Execution {
    /// The rows of a table: what was done, and by whom. What is `marked` is marked,
    /// and has a row in any case.
    fn rows(&self, marked: &[Access]) -> Vec<Row> {
        let is_event = |access: &Access, thread: usize, index: usize| {
            access.deed == Deed::Accesses && (access.thread, access.index) == (thread, index)
        };
        let has_row = |access: &&Access| {
            let mut events = self.events.iter();
            self.accesses.contains(access)
                || events.any(|event| is_event(access, event.thread, event.index))
        };
        let mut accesses: Vec<&Access> = self.accesses.iter().collect();
        accesses.extend(marked.iter().filter(|access| !has_row(access)));
        // What was done at one place comes in the order in which it was noted.
        accesses.sort_by_key(|access| access.step);
        let mut accesses = accesses.into_iter().peekable();
        let mut rows = Vec::new();
        for (step, event) in self.events.iter().enumerate() {
            while let Some(access) = accesses.next_if(|access| access.step <= step) {
                rows.push(row_of(access, marked.contains(access)));
            }
            let is_marked = |access: &Access| is_event(access, event.thread, event.index);
            rows.push(Row {
                step: Some(step),
                thread: event.thread,
                does: self.describe(event),
                relative: self
                    .describe_from(event, |write| format!("from {} before", step - write)),
                at: event.at,
                place: event.at.to_string(),
                marked: marked.iter().any(is_marked),
            });
        }
        rows.extend(accesses.map(|access| row_of(access, marked.contains(access))));
        rows
    }

    /// How many rows come before the first spawn.
    fn set_up(&self, rows: &[Row]) -> usize {
        let spawns = |row: &Row| {
            let event = row.step.map(|step| &self.events[step]);
            event.is_some_and(|event| matches!(event.action, Action::Spawn { .. }))
        };
        rows.iter().position(spawns).unwrap_or(0)
    }

    /// The table, as text.
    pub(crate) fn table(&self, marked: &[Access]) -> String {
        let rows = self.rows(marked);
        let mut table = "step  thread\n".to_owned();
        let mut from = 0;
        let set_up = self.set_up(&rows);
        let (kept, left_out): (Vec<_>, Vec<_>) = rows[..set_up].iter().partition(|it| it.marked);
        if left_out.len() > SET_UP {
            from = set_up;
            let count = left_out.len();
            table += &format!("      … {count} rows of set-up, before the first spawn …\n");
            table.extend(kept.iter().map(|row| format!("{row}\n")));
        }
        table + &shortened(&folded(&rows[from..]))
    }
}

/// The row of an access to memory.
fn row_of(access: &Access, marked: bool) -> Row {
    let object = match (access.name, access.cell) {
        (None, Some(cell)) => format!("cell {cell}"),
        _ => access.object(),
    };
    let does = access.does(&object);
    Row {
        step: None,
        thread: access.thread,
        relative: does.clone(),
        does,
        at: access.at,
        place: match access.deed {
            Deed::Drops => access.place(),
            _ => access.at.to_string(),
        },
        marked,
    }
}

/// The rows, with the turns of a loop counted.
fn folded(rows: &[Row]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let turns = |length: usize| {
            let here = &rows[at..];
            let alike = here.iter().zip(&here[length.min(here.len())..]);
            let alike = alike.take_while(|(one, other)| one.is_like(other)).count();
            alike / length
        };
        // The shortest of those that save most.
        let best = (1..=LONGEST_LOOP)
            .map(|length| (length, turns(length)))
            .rev()
            .max_by_key(|(length, turns)| length * turns);
        match best {
            Some((length, turns)) if length * turns > 1 => {
                parts.extend(rows[at..at + length].iter().map(Part::Row));
                parts.push(Part::Again(length, turns));
                at += length * (turns + 1);
            }
            _ => {
                parts.push(Part::Row(&rows[at]));
                at += 1;
            }
        }
    }
    parts
}

/// The lines of a table, without the middle of a long one.
fn shortened(parts: &[Part<'_>]) -> String {
    let (first, last) = SHOWN;
    let middle = first..parts.len().saturating_sub(last).max(first);
    let mut lines = String::new();
    let mut left_out = 0;
    for (number, part) in parts.iter().enumerate() {
        if middle.contains(&number) && !part.is_marked() {
            left_out += part.rows();
            continue;
        }
        if left_out > 0 {
            lines += &format!("      … {left_out} rows …\n");
            left_out = 0;
        }
        lines += &format!("{part}\n");
    }
    lines
}

impl Display for Execution {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table(&[]))
    }
}
