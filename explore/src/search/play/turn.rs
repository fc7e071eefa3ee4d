//! A turn of a loop: what a thread did between two requests that are equal, and made
//! at one place.

use crate::graph::{Event, Label, Purpose};

/// The most events of a turn.
pub(super) const LONGEST: usize = 32;

/// A turn that is the last of its thread's events, from this one on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) from: usize,
}

/// A turn that seems to be repeated for ever, and is not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal {
    pub(super) thread: usize,
    /// Behind so many events of the thread,
    pub(super) behind: usize,
    /// the last so many of which are the turn.
    pub(super) length: usize,
    /// The turn is left by the time that there are so many.
    pub(super) left_by: usize,
}

impl Literal {
    /// Whether the turn of `thread` that begins at `turn` is known to be left after a
    /// while: `events`, those of the thread, are still like those of the turn that is.
    pub(super) fn covers(&self, thread: usize, events: &[Event], turn: Turn) -> bool {
        let length = events.len() - turn.from;
        self.thread == thread
            && self.length == length
            && (self.behind..=self.left_by).contains(&events.len())
            && (self.behind..events.len()).all(|at| is_like(&events[at], &events[at - length]))
    }
}

/// Whether the thread was told the same at both events, and asked for the same.
fn is_like(event: &Event, before: &Event) -> bool {
    let told = match (event.label, before.label) {
        (Label::Read(read), Label::Read(before)) => {
            let value = read.location == before.location && read.value == before.value;
            value && read.spurious == before.spurious
        }
        _ => true,
    };
    told && event.at == before.at
}

/// Whether `event`, if the one behind it is `next`, can be part of a turn that
/// changes nothing.
pub(super) fn changes_nothing(event: &Event, next: Option<&Event>) -> bool {
    match event.label {
        Label::Read(read) => match (read.purpose, read.writes) {
            (Purpose::Load, _) => true,
            (Purpose::Await, _) => false,
            (Purpose::Update(op), None) => !op.waits(),
            (Purpose::Update(op), Some(written)) => {
                let wrote = next.is_some_and(|next| matches!(next.label, Label::Write(_)));
                !op.waits() && wrote && written == read.value
            }
        },
        Label::Write(write) => write.updates,
        Label::Fence(_) | Label::Passed(_) => true,
        Label::Point(choice) => choice.chosen == 0,
        Label::Spawn(_) | Label::Join(_) | Label::Choice(_) | Label::Handler(_) | Label::Rest => {
            false
        }
    }
}
