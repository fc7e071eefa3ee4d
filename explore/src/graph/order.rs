//! The order in which a graph is run again.

use super::{EventId, Graph, Label};

impl Graph {
    /// All events, in an order that respects program order, reads-from, spawns
    /// and joins; and modification order and from-read as well, as long as that
    /// is possible: an execution that is sequentially consistent is run as an
    /// interleaving that explains it.
    pub(crate) fn replay_order(&self) -> Vec<EventId> {
        self.find_order()
            .expect("program order and reads-from have no cycle")
    }

    /// Whether there is such an order.
    pub(crate) fn has_replay_order(&self) -> bool {
        self.find_order().is_some()
    }

    fn find_order(&self) -> Option<Vec<EventId>> {
        let total = self.threads.iter().map(|it| it.events.len()).sum();
        let mut order = Vec::with_capacity(total);
        let mut done = vec![0; self.threads.len()];
        while order.len() < total {
            let ready = (0..self.threads.len()).filter_map(|thread| {
                let id = EventId::new(thread, done[thread]);
                let event = self.threads[thread].events.get(id.index())?;
                self.can_follow(&done, id)
                    .then(|| (!self.should_follow(&done, id), event.stamp, id))
            });
            let (_, _, next) = ready.min_by_key(|&(hasty, stamp, _)| (hasty, stamp))?;
            order.push(next);
            done[next.thread()] += 1;
            if self.is_update(next) {
                order.push(self.next_of_same(next));
                done[next.thread()] += 1;
            }
        }
        Some(order)
    }

    /// Whether `id` is the first half of an update whose second is in the graph.
    fn is_update(&self, id: EventId) -> bool {
        let next = self.threads[id.thread()].events.get(id.index() + 1);
        next.is_some_and(|next| matches!(next.label, Label::Write(write) if write.updates))
    }

    fn next_of_same(&self, id: EventId) -> EventId {
        EventId::new(id.thread(), id.index() + 1)
    }

    /// Whether what `id` needs is done.
    fn can_follow(&self, done: &[usize], id: EventId) -> bool {
        let is_done = |other: EventId| other.index() < done[other.thread()];
        let spawned = id.index() > 0 || self.threads[id.thread()].parent.is_none_or(is_done);
        spawned
            && match &self.event(id).label {
                Label::Read(read) => read.source.is_none_or(is_done),
                Label::Join(child) => done[*child] == self.threads[*child].events.len(),
                Label::Write(_)
                | Label::Fence(_)
                | Label::Spawn(_)
                | Label::Choice(_)
                | Label::Point(_)
                | Label::Passed(_)
                | Label::Handler(_)
                | Label::Rest => true,
            }
    }

    /// Whether what `id` overwrites is written and has been read.
    fn should_follow(&self, done: &[usize], id: EventId) -> bool {
        let is_done = |other: EventId| other.index() < done[other.thread()];
        let (write, reader) = match &self.event(id).label {
            Label::Write(_) => (id, None),
            Label::Read(_) if self.is_update(id) => (self.next_of_same(id), Some(id)),
            _ => return true,
        };
        let location = self.write(write).location;
        let before = self.ranked(location, self.rank(location, Some(write)) - 1);
        let accesses = &self.locations[location];
        let mut read = accesses.reads.iter().copied();
        before.is_none_or(is_done)
            && read.all(|it| is_done(it) || Some(it) == reader || self.read(it).source != before)
    }
}
