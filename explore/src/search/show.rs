//! Graphs as people and tests see them.

use crate::execution::{Action, Atomic, Event, Execution};
use crate::graph::{EventId, Graph, Handler, Label, LocationId, Read, Source};
use crate::run::Seen;
use std::collections::HashMap;

impl Graph {
    /// The execution that this is, its events in this order, with what was `seen`
    /// beside them.
    pub(super) fn show(&self, order: &[EventId], seen: &Seen) -> Execution {
        let locations = self.numbered_locations();
        let shown: Vec<EventId> = order
            .iter()
            .copied()
            .filter(|&id| self.event(id).label.is_step())
            .collect();
        let mut places: HashMap<EventId, usize> = HashMap::new();
        for (place, &id) in shown.iter().enumerate() {
            places.insert(id, place);
            if let Some(write) = self.second_half(id) {
                places.insert(write, place);
            }
        }
        let mut counts = vec![0; self.threads.len()];
        let events = shown.iter().map(|&id| {
            let event = self.event(id);
            let index = counts[id.thread()];
            counts[id.thread()] += 1;
            Event {
                thread: id.thread(),
                index,
                action: self.action(id, &locations, &places),
                at: event.at,
            }
        });
        let events: Vec<Event> = events.collect();
        let spawned = events.iter().filter_map(|event| match event.action {
            Action::Spawn { thread } => Some(thread),
            _ => None,
        });
        let mut atomics = vec![Atomic::default(); locations.len()];
        for (&location, &number) in &locations {
            atomics[number] = seen.atomic(location);
        }
        Execution {
            threads: spawned.max().unwrap_or(0) + 1,
            events,
            atomics,
            accesses: seen.accesses(),
            roles: seen.roles.clone(),
        }
    }

    /// The write of the update whose read is `id`.
    pub(super) fn second_half(&self, id: EventId) -> Option<EventId> {
        let next = EventId::new(id.thread(), id.index() + 1);
        let event = self.threads[id.thread()].events.get(next.index())?;
        matches!(event.label, Label::Write(write) if write.updates).then_some(next)
    }

    fn action(
        &self,
        id: EventId,
        locations: &HashMap<LocationId, usize>,
        places: &HashMap<EventId, usize>,
    ) -> Action {
        let from = |source: Source| source.and_then(|write| places.get(&write).copied());
        match self.event(id).label {
            Label::Read(read) => {
                let location = locations[&read.location];
                match self.second_half(id) {
                    Some(write) => Action::Update {
                        location,
                        order: read.order,
                        read: read.value,
                        from: from(read.source),
                        written: self.write(write).value,
                        position: self.rank(read.location, Some(write)) - 1,
                    },
                    None => Action::Read {
                        location,
                        order: read.order,
                        value: read.value,
                        from: from(read.source),
                        newer: self.newer(id, &read, places),
                        spurious: read.spurious,
                        blocked: read.blocked,
                    },
                }
            }
            Label::Write(write) => Action::Write {
                location: locations[&write.location],
                order: write.order,
                value: write.value,
                position: self.rank(write.location, Some(id)) - 1,
            },
            Label::Fence(order) => Action::Fence { order },
            Label::Spawn(thread) => Action::Spawn { thread },
            Label::Join(thread) => Action::Join { thread },
            Label::Choice(choice) => Action::Choice {
                of: usize::from(choice.of),
                chosen: usize::from(choice.chosen),
            },
            Label::Handler(Handler::Enters(name)) => Action::Enters { name },
            Label::Handler(Handler::Leaves(name)) => Action::Leaves { name },
            Label::Point(_) | Label::Passed(_) | Label::Rest => unreachable!("it is no step"),
        }
    }

    /// How many writes there were when `id` read an older one.
    fn newer(&self, id: EventId, read: &Read, places: &HashMap<EventId, usize>) -> usize {
        let newer = &self.locations[read.location].writes[self.rank(read.location, read.source)..];
        let was_there = |write: &&EventId| places.get(write).is_some_and(|it| *it < places[&id]);
        newer.iter().filter(was_there).count()
    }

    /// Locations, numbered by their first appearance.
    fn numbered_locations(&self) -> HashMap<LocationId, usize> {
        let mut numbers = HashMap::new();
        for id in self.ids() {
            let label = self.event(id).label;
            if let Some(location) = label.location().filter(|_| label.is_step()) {
                let next = numbers.len();
                numbers.entry(location).or_insert(next);
            }
        }
        numbers
    }
}
