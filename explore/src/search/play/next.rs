//! Which thread goes next.

use super::playing::{Playing, State};
use crate::graph::{EventId, LocationId};
use crate::run::Request;

impl Playing<'_, '_> {
    /// The main thread is the first, then those that it spawned, in this order,
    /// each followed by those that it spawned.
    pub(super) fn in_order(&self) -> Vec<usize> {
        let mut threads: Vec<usize> = (0..self.threads.len())
            .filter(|&thread| self.threads[thread].is_some())
            .collect();
        threads.sort_by_key(|&it| self.threads[it].as_ref().map(|thread| &thread.path));
        threads
    }

    /// The thread that goes next. Waits come last: by then what they wait for
    /// is there, as a rule.
    pub(super) fn next_thread(&self) -> Option<usize> {
        let threads = self.in_order();
        let ready = |&&thread: &&usize| match self.state(thread) {
            State::Asks(Request::Join(child), _) => {
                matches!(self.state(*child), State::Finished)
            }
            State::Asks(request, _) => !request.waits(),
            _ => false,
        };
        let waits_for = |thread: usize, may: &dyn Fn(&Request, LocationId, EventId) -> bool| {
            let State::Asks(request, _) = self.state(thread) else {
                return false;
            };
            if !request.waits() {
                return false;
            }
            match self.location_if_bound(request) {
                Some(location) => may(request, location, self.graph.next_of(thread)),
                None => request.accepts(thread, request.object().map_or(0, |it| it.initial)),
            }
        };
        let newest = |request: &Request, location, id: EventId| {
            request.accepts(id.thread(), self.graph.newest(location))
        };
        let any = |request: &Request, location, id: EventId| {
            let known = self.graph.known(location, &self.graph.views_before(id).hb);
            let last = self.graph.locations[location].writes.len();
            (known..last).any(|rank| {
                let source = self.graph.ranked(location, rank);
                request.accepts(id.thread(), self.graph.value_of(location, source))
            })
        };
        threads
            .iter()
            .find(ready)
            .or_else(|| threads.iter().find(|&&it| waits_for(it, &newest)))
            .or_else(|| threads.iter().find(|&&it| waits_for(it, &any)))
            .copied()
    }
}
