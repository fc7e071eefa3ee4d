//! A turn is tried: told the same, does the thread ask for the same?

use super::playing::{Place, Playing, State};
use super::turn::{Literal, Turn};
use crate::graph::{Event, Label, Purpose};
use crate::run::Request;
use std::ops::Range;

/// How often a turn is repeated before it counts as one that changes nothing. More
/// often than locks spin before they sleep.
pub(super) const TURNS: usize = 128;

/// What a thread is told at `event`, and whether that it wrote; nothing at the
/// second half of an update.
fn answer(event: &Event) -> Option<(u64, bool)> {
    match event.label {
        Label::Read(read) => Some((read.value, read.writes.is_some())),
        Label::Fence(_) | Label::Point(_) | Label::Passed(_) => Some((0, false)),
        _ => None,
    }
}

impl Playing<'_, '_> {
    /// The events of the turn.
    pub(super) fn events_of(&self, thread: usize, turn: Turn) -> &[Event] {
        &self.graph.threads[thread].events[turn.from..]
    }

    /// The turn that `thread` stays behind, if it does.
    pub(super) fn polled(&self, thread: usize) -> Option<Turn> {
        let from = self.graph.threads[thread].polls?;
        matches!(self.state(thread), State::Polls(..)).then_some(Turn { from })
    }

    /// Tells `thread` the same as in `turn`, its last one, [`TURNS`] times. If it
    /// does not repeat the turn as often, the run has to be made again: the thread
    /// has gone where no execution has.
    pub(super) fn try_turn(&mut self, thread: usize, turn: Turn) {
        let turns = TURNS * self.events_of(thread, turn).len();
        self.tell_again(thread, turn, 0..turns);
    }

    /// Tells `thread`, which polls, the same up to the step limit.
    pub(super) fn try_to_the_limit(&mut self, thread: usize) {
        let Some(turn) = self.polled(thread) else {
            return;
        };
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        if let State::Polls(request, at) = state {
            self.thread(thread).state = State::Asks(request, at);
            let told = TURNS * self.events_of(thread, turn).len();
            self.tell_again(thread, turn, told..told + self.settings.step_limit);
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        self.thread(thread).state = match state {
            State::Asks(request, at) => State::Polls(request, at),
            other => other,
        };
    }

    fn tell_again(&mut self, thread: usize, turn: Turn, times: Range<usize>) {
        let events = self.events_of(thread, turn).to_vec();
        let end = times.end;
        for time in times {
            let event = &events[time % events.len()];
            let Some((value, wrote)) = answer(event) else {
                continue;
            };
            let repeats = self.repeats(thread, event);
            if !repeats || self.resume(thread, value, wrote).is_err() {
                return self.leaves(thread, events.len(), time);
            }
        }
        // What it does when it was told the last time counts, too.
        let next = &events[end % events.len()];
        if answer(next).is_some() && !self.repeats(thread, next) {
            self.leaves(thread, events.len(), end);
        }
    }

    /// Whether `thread` asks for what it was answered with `event`, and has changed
    /// nothing since it was answered last.
    fn repeats(&self, thread: usize, event: &Event) -> bool {
        let asks = match self.state(thread) {
            State::Asks(request, at) => self.asks_again(event, request, at),
            _ => false,
        };
        asks && !self.graph.threads[thread].touched
    }

    /// `thread` leaves its turn, which has so many events, by the time that it was told
    /// `told` more: the run is made again, with all of them.
    fn leaves(&mut self, thread: usize, length: usize, told: usize) {
        let behind = self.graph.threads[thread].events.len();
        self.again = Some(Literal {
            thread,
            behind,
            length,
            left_by: behind + told,
        });
    }

    /// Whether a thread that asks for this asks for what it was answered with `event`.
    pub(super) fn asks_again(&self, event: &Event, request: &Request, at: &Place) -> bool {
        let is_there = |location| self.location_if_bound(request) == Some(location);
        event.at == *at
            && match (event.label, request) {
                (Label::Read(read), Request::Load(_, order)) => {
                    read.purpose == Purpose::Load && read.order == *order && is_there(read.location)
                }
                (Label::Read(read) | Label::Passed(read), Request::Update(_, op, _)) => {
                    read.purpose == Purpose::Update(*op) && is_there(read.location)
                }
                (Label::Fence(order), Request::Fence(asked)) => order == *asked,
                (Label::Point(choice), Request::Point(of)) => choice.of == *of,
                _ => false,
            }
    }
}
