//! How a run that cannot go on is judged.

use super::lines::lines;
use super::playing::{Place, Playing, State, Stop};
use super::turn::Turn;
use crate::fault::{FailureKind, Fault};
use crate::graph::{EventId, Label};
use crate::run::Request;

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Judgement {
    /// Every thread finished.
    Complete,
    /// A thread waits for a value that it could read later.
    Blocked,
    /// Something is wrong.
    Failed(Option<usize>, Fault),
    /// There is no such execution.
    Inconsistent,
}

impl Playing<'_, '_> {
    /// How the end is judged. Waits that will never be over become part of the
    /// graph, to be seen.
    pub(super) fn verdict(&mut self) -> Result<Judgement, Stop> {
        let ending = self.judge();
        if ending.is_err() {
            for thread in self.in_order() {
                self.try_to_the_limit(thread);
                if self.again.is_some() {
                    return Ok(Judgement::Inconsistent);
                }
                self.show_poll(thread);
            }
            for thread in self.in_order() {
                self.show_wait(thread)?;
            }
        }
        ending
    }

    /// What `thread` waits for in vain becomes a read of the newest value.
    fn show_wait(&mut self, thread: usize) -> Result<(), Stop> {
        if !matches!(self.state(thread), State::Asks(request, _) if request.waits()) {
            return Ok(());
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        if let State::Asks(request, at) = state {
            self.add_read(thread, request, at)?;
        }
        Ok(())
    }

    /// The last read of what `thread` polls is one that waits for something else.
    fn show_poll(&mut self, thread: usize) {
        let end = self.graph.next_of(thread).index();
        let last = end.checked_sub(1).map(|it| EventId::new(thread, it));
        if let (Some(last), Some(_)) = (last, self.polled(thread))
            && let Label::Read(read) = &mut self.graph.event_mut(last).label
        {
            read.blocked = true;
        }
    }

    fn judge(&self) -> Result<Judgement, Stop> {
        let mut stuck = Vec::new();
        for thread in self.in_order() {
            if self.goes_on_when_interrupted(thread) {
                return Ok(Judgement::Blocked);
            }
            let (waits_for_a_value, says) = match self.state(thread) {
                State::Finished => continue,
                State::Asks(request, at) => self.says(thread, request, at),
                State::Blocked(request, at) => {
                    if request.accepts(thread, self.known_value(request)) {
                        return Ok(Judgement::Blocked);
                    }
                    self.says(thread, request, at)
                }
                State::Polls(..) => match self.polled(thread) {
                    Some(turn) if self.has_read_the_newest(thread, turn) => {
                        (true, self.says_of_poll(thread, turn))
                    }
                    _ => return Ok(Judgement::Blocked),
                },
                State::Updates { .. } => unreachable!("an update is finished at once"),
            };
            stuck.push((thread, waits_for_a_value, says));
        }
        if stuck.is_empty() {
            return Ok(Judgement::Complete);
        }
        let waiting = stuck.iter().find(|(_, for_a_value, _)| *for_a_value);
        let kind = match waiting {
            Some(_) => FailureKind::Livelock,
            None => FailureKind::Deadlock,
        };
        let name = match kind {
            FailureKind::Livelock => "livelock",
            _ => "deadlock",
        };
        let each: Vec<&str> = stuck.iter().map(|(_, _, says)| says.as_str()).collect();
        let thread = waiting.or(stuck.first()).map(|(thread, ..)| *thread);
        let fault = Fault::new(kind, format!("{name}: {}", each.join("; ")));
        Err(Stop(thread, fault))
    }

    /// Whether `thread`, which cannot go on, goes on in an execution in which an interrupt
    /// comes that does not come in this one, or the other way round.
    ///
    /// In front of what it waits for is a place at which interrupts may come that may come
    /// now, and in this execution none does. Those in which one does are explored. While it
    /// waits the thread has done nothing that others could see, so that an interrupt in front
    /// of the wait is an interrupt during the wait.
    pub(super) fn goes_on_when_interrupted(&self, thread: usize) -> bool {
        let request = match self.state(thread) {
            State::Finished | State::Updates { .. } => return false,
            State::Asks(request, _) | State::Blocked(request, _) | State::Polls(request, _) => {
                request
            }
        };
        request.waits_in_vain_at_will() || self.context.may_be_interrupted(thread)
    }

    /// What is said of a thread that waits for ever, and whether it does for a value.
    fn says(&self, thread: usize, request: &Request, at: &Place) -> (bool, String) {
        match (request, request.awaited_object()) {
            (Request::Join(child), _) => {
                let says = format!("thread {thread} waits at {at} for thread {child} to end");
                (false, says)
            }
            (_, Some(object)) => (false, format!("thread {thread} waits at {at} for {object}")),
            (request, None) => {
                let value = self.known_value(request);
                let says =
                    format!("thread {thread} waits at {at}, where it reads {value} for ever");
                (request.waits(), says)
            }
        }
    }

    fn says_of_poll(&self, thread: usize, turn: Turn) -> String {
        let places = lines(&self.places_of(thread, turn));
        let values = self.values_of(thread, turn);
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let values = values.join(", ");
        format!(
            "thread {thread} goes round in a loop at {places}, where it reads {values} for ever"
        )
    }
}
