//! The conditions on a whole graph: that SC events can be put in an order, or,
//! under SC, all events.

use super::{EventId, Graph, Label, LocationId};
use crate::memory_model::MemoryModel;

impl Graph {
    /// Whether a coherent graph, of which only `added` may break it, is
    /// consistent.
    ///
    /// RC11 demands that `psc` has no cycle (Lahav et al., PLDI 2017, section 4),
    /// SC that `sb ∪ rf ∪ mo ∪ rb` has none. That `sb ∪ rf` has none comes from
    /// how graphs are built.
    pub(crate) fn is_consistent(&self, added: &[EventId]) -> bool {
        match self.model {
            MemoryModel::Rc11 => self.sc_events == 0 || ScOrder::of(self).is_acyclic(),
            MemoryModel::Sc => !added.iter().any(|&event| self.is_on_cycle(event)),
        }
    }

    /// Whether `start` comes after itself in `sb ∪ rf ∪ mo ∪ rb`, spawns and joins
    /// included.
    fn is_on_cycle(&self, start: EventId) -> bool {
        let mut seen: Vec<Vec<bool>> = self
            .threads
            .iter()
            .map(|thread| vec![false; thread.events.len()])
            .collect();
        let mut pending = Vec::new();
        let joins: Vec<(usize, EventId)> = self
            .ids()
            .filter_map(|id| match self.event(id).label {
                Label::Join(child) => Some((child, id)),
                _ => None,
            })
            .collect();
        let joins_of = |thread: usize| {
            let of = joins.iter().filter(move |(child, _)| *child == thread);
            of.map(|(_, join)| *join)
        };
        let successors = |id: EventId, pending: &mut Vec<EventId>| {
            let next = EventId::new(id.thread(), id.index() + 1);
            if next.index() < self.threads[id.thread()].events.len() {
                pending.push(next);
            } else {
                pending.extend(joins_of(id.thread()));
            }
            let (location, rank) = match &self.event(id).label {
                Label::Read(read) => (read.location, self.rank(read.location, read.source)),
                Label::Write(write) => {
                    let reads = self.locations[write.location].reads.iter().copied();
                    pending.extend(reads.filter(|&it| self.read(it).source == Some(id)));
                    (write.location, self.rank(write.location, Some(id)))
                }
                Label::Spawn(child) => {
                    match self.threads[*child].events.is_empty() {
                        true => pending.extend(joins_of(*child)),
                        false => pending.push(EventId::new(*child, 0)),
                    }
                    return;
                }
                Label::Join(_)
                | Label::Fence(_)
                | Label::Choice(_)
                | Label::Point(_)
                | Label::Passed(_)
                | Label::Handler(_)
                | Label::Rest => return,
            };
            pending.extend(self.locations[location].writes.get(rank));
        };
        successors(start, &mut pending);
        while let Some(id) = pending.pop() {
            if id == start {
                return true;
            }
            let seen = &mut seen[id.thread()][id.index()];
            if !std::mem::replace(seen, true) {
                successors(id, &mut pending);
            }
        }
        false
    }
}

/// An event, as the SC condition sees it.
struct Numbered {
    id: EventId,
    location: Option<LocationId>,
    /// Its place in modification order, of an access: of the write, or of what
    /// was read.
    rank: usize,
    writes: bool,
    is_sc: bool,
    is_fence: bool,
    after_cell: bool,
}

/// What orders SC events: `psc` of RC11.
struct ScOrder<'a> {
    graph: &'a Graph,
    events: Vec<Numbered>,
    /// For each event, those behind it in its thread that are elsewhere: the
    /// first of them; and those in front: the last. A cell is elsewhere, too: an
    /// access to it comes before the same events of other threads as the event
    /// behind it, and after the same ones as the event in front of it. So are a
    /// thread's beginning and its end, which are no events of the graph: with none
    /// in between, it is these.
    first_elsewhere: Vec<Option<usize>>,
    last_elsewhere: Vec<Option<usize>>,
}

impl<'a> ScOrder<'a> {
    fn of(graph: &'a Graph) -> Self {
        let events: Vec<Numbered> = graph
            .ids()
            .map(|id| {
                let event = graph.event(id);
                let label = &event.label;
                let (location, source, writes) = match label {
                    Label::Read(read) => (Some(read.location), read.source, false),
                    Label::Write(write) => (Some(write.location), Some(id), true),
                    _ => (None, None, false),
                };
                Numbered {
                    id,
                    location,
                    rank: location.map_or(0, |location| graph.rank(location, source)),
                    writes,
                    is_sc: label.is_sc(),
                    is_fence: matches!(label, Label::Fence(_)),
                    after_cell: event.after_cell,
                }
            })
            .collect();
        let elsewhere = |a: &Numbered, b: &Numbered| {
            a.id.thread() == b.id.thread() && (a.location.is_none() || a.location != b.location)
        };
        let all = 0..events.len();
        let first_elsewhere = all.clone().map(|a| {
            (a + 1..events.len())
                .take_while(|&b| events[b].id.thread() == events[a].id.thread())
                .find(|&b| events[b].after_cell || elsewhere(&events[a], &events[b]))
        });
        let last_elsewhere = all.map(|b| {
            (0..b)
                .rev()
                .take_while(|&a| events[a].id.thread() == events[b].id.thread())
                .find(|&a| events[a + 1].after_cell || elsewhere(&events[a], &events[b]))
        });
        Self {
            graph,
            first_elsewhere: first_elsewhere.collect(),
            last_elsewhere: last_elsewhere.collect(),
            events,
        }
    }

    fn hb(&self, a: usize, b: usize) -> bool {
        a != b && self.hb_or_same(a, b)
    }

    fn hb_or_same(&self, a: usize, b: usize) -> bool {
        let after = self.graph.event(self.events[b].id);
        after.views.hb.includes(self.events[a].id)
    }

    fn same_location(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.events[a], &self.events[b]);
        a.location.is_some() && a.location == b.location
    }

    /// `mo ∪ rb`: what `b` wrote is newer than what `a` wrote or read.
    fn overwritten(&self, a: usize, b: usize) -> bool {
        let (first, second) = (&self.events[a], &self.events[b]);
        self.same_location(a, b) && second.writes && first.rank < second.rank
    }

    /// `eco`: `(rf ∪ mo ∪ rb)⁺`.
    fn communicated(&self, a: usize, b: usize) -> bool {
        let (first, second) = (&self.events[a], &self.events[b]);
        let read = first.rank == second.rank && first.writes && !second.writes;
        self.same_location(a, b) && (first.rank < second.rank || read)
    }

    /// `scb`: `sb ∪ sb|≠loc; hb; sb|≠loc ∪ hb|loc ∪ mo ∪ rb`.
    fn before(&self, a: usize, b: usize) -> bool {
        if a == b {
            return false;
        }
        let (first, second) = (self.events[a].id, self.events[b].id);
        let sb = first.thread() == second.thread() && first.index() < second.index();
        let around = || {
            let end = || self.graph.next_of(first.thread());
            let from = self.first_elsewhere[a].map_or_else(end, |it| self.events[it].id);
            let hb_of = |id| self.graph.event(id).views.hb;
            match self.last_elsewhere[b].map(|it| self.events[it].id) {
                Some(to) => from != to && hb_of(to).includes(from),
                None => self.graph.threads[second.thread()]
                    .parent
                    .is_some_and(|spawn| hb_of(spawn).includes(from)),
            }
        };
        sb || (self.same_location(a, b) && self.hb(a, b)) || self.overwritten(a, b) || around()
    }

    /// Whether `psc` has no cycle.
    fn is_acyclic(&self) -> bool {
        let all = || 0..self.events.len();
        let sc: Vec<usize> = all().filter(|&it| self.events[it].is_sc).collect();
        // For each event, the SC events whose place in the order it speaks for: it
        // is one, or it is behind, or in front of, a fence that is one.
        let speaks_for = |related: &dyn Fn(usize, usize) -> bool| -> Vec<Vec<usize>> {
            let speaks =
                |x: usize, it: usize| x == it || (self.events[it].is_fence && related(it, x));
            all()
                .map(|x| (0..sc.len()).filter(|&i| speaks(x, sc[i])).collect())
                .collect()
        };
        let behind = speaks_for(&|fence, x| self.hb(fence, x));
        let in_front = speaks_for(&|fence, x| self.hb(x, fence));
        let is_fence = |i: usize| self.events[sc[i]].is_fence;
        let mut after = vec![vec![false; sc.len()]; sc.len()];
        for a in all().filter(|&a| !behind[a].is_empty()) {
            for b in all().filter(|&b| !in_front[b].is_empty()) {
                let (base, communicated) = (self.before(a, b), self.communicated(a, b));
                if !base && !communicated {
                    continue;
                }
                for &i in &behind[a] {
                    for &j in &in_front[b] {
                        // psc_F: from fence to fence, by hb; eco; hb.
                        let fences = communicated && is_fence(i) && is_fence(j);
                        after[i][j] |= base || fences;
                    }
                }
            }
        }
        for (i, &first) in sc.iter().enumerate() {
            for (j, &second) in sc.iter().enumerate() {
                after[i][j] |= is_fence(i) && is_fence(j) && self.hb(first, second);
            }
        }
        !has_cycle(&after)
    }
}

/// Whether a relation has a cycle.
fn has_cycle(after: &[Vec<bool>]) -> bool {
    // Whoever has nothing in front of it goes, until nobody is left.
    let mut left: Vec<usize> = (0..after.len()).collect();
    while !left.is_empty() {
        let first = left
            .iter()
            .position(|&it| !left.iter().any(|&other| after[other][it]));
        match first {
            Some(first) => left.swap_remove(first),
            None => return true,
        };
    }
    false
}
