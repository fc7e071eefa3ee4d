//! How a run that cannot go on is judged.

use super::playing::{Place, Playing, State, Stop};
use crate::fault::{FailureKind, Fault};
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

    fn judge(&self) -> Result<Judgement, Stop> {
        let mut stuck: Vec<(usize, &Request, Place)> = Vec::new();
        for thread in self.in_order() {
            match self.state(thread) {
                State::Finished => {}
                State::Asks(request, at) => stuck.push((thread, request, *at)),
                State::Blocked(request, at) => {
                    if request.accepts(thread, self.known_value(request)) {
                        return Ok(Judgement::Blocked);
                    }
                    stuck.push((thread, request, *at));
                }
                State::Updates { .. } => unreachable!("an update is finished at once"),
            }
        }
        if stuck.is_empty() {
            return Ok(Judgement::Complete);
        }
        let waiting = stuck
            .iter()
            .find(|(_, request, _)| request.waits() && request.awaited_object().is_none());
        let kind = match waiting {
            Some(_) => FailureKind::Livelock,
            None => FailureKind::Deadlock,
        };
        let each: Vec<String> = stuck
            .iter()
            .map(|(thread, request, at)| match request {
                Request::Join(child) => {
                    format!("thread {thread} waits at {at} for thread {child} to end")
                }
                request => match request.awaited_object() {
                    Some(object) => format!("thread {thread} waits at {at} for {object}"),
                    None => format!(
                        "thread {thread} waits at {at}, where it reads {} for ever",
                        self.known_value(request)
                    ),
                },
            })
            .collect();
        let name = match kind {
            FailureKind::Livelock => "livelock",
            _ => "deadlock",
        };
        let thread = waiting.or(stuck.first()).map(|(thread, ..)| *thread);
        let fault = Fault::new(kind, format!("{name}: {}", each.join("; ")));
        Err(Stop(thread, fault))
    }
}
