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

    /// A thread that has done its work, and that no interrupt will reach any more, because
    /// nobody can go on. The first is one that another waits for.
    pub(super) fn thread_at_rest(&self) -> Option<usize> {
        let threads = self.in_order();
        let rests = |thread: usize| matches!(self.state(thread), State::Asks(request, _) if request.rests());
        let comes_first = |&thread: &usize| match self.state(thread) {
            State::Finished => false,
            State::Asks(request, _) if request.waits_in_vain_at_will() && !request.rests() => true,
            _ => self.context.is_raised(thread),
        };
        if threads.iter().any(comes_first) {
            // There is no such execution: what is raised comes, and what was chosen, too.
            return None;
        }
        let is_joined = |&&thread: &&usize| {
            let joins = |&other: &usize| matches!(self.state(other), State::Asks(Request::Join(child), _) if *child == thread);
            threads.iter().any(joins)
        };
        let mut at_rest = threads.iter().filter(|&&thread| rests(thread));
        let joined = at_rest.clone().find(is_joined);
        joined.or_else(|| at_rest.next()).copied()
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
