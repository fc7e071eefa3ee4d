//! Backward revisits: a write that is added late is read by what was added early.
//!
//! Algorithm 1 and 2 of TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis,
//! POPL 2022).

use super::{Event, EventId, Graph, Label, Purpose, Read, Write};
use std::panic::Location;

/// The graphs in which a read that is in `graph`, or was passed there, reads `write` instead, which
/// `thread` is about to add.
///
/// Of the events that are not needed for the write, those go that were added
/// after the read. So that no graph comes about twice, this is done only where
/// they, and the read, are as they would have been added first.
pub(crate) fn revisits(
    graph: &Graph,
    thread: usize,
    write: Write,
    at: &'static Location<'static>,
    spurious_failures: usize,
    mut visit: impl FnMut(Graph),
) {
    let id = graph.next_of(thread);
    let needed = graph.views_of(id, &Label::Write(write)).porf;
    let accesses = &graph.locations[write.location];
    for &read in accesses.reads.iter().chain(&accesses.passed) {
        if needed.includes(read) {
            continue;
        }
        let stamp = graph.event(read).stamp;
        let keep = |other: EventId, event: &Event| event.stamp <= stamp || needed.includes(other);
        let needs = |other: EventId, since: u32| {
            needed.includes(other) || graph.event(other).stamp <= since
        };
        let added_first = graph.ids().all(|other| {
            let event = graph.event(other);
            (keep(other, event) && other != read) || is_maximal(graph, other, event, needs)
        });
        if !added_first {
            continue;
        }
        let rest = graph.restricted(keep);
        for position in rest.positions(id, &write) {
            revisit(
                &rest,
                read,
                thread,
                write,
                at,
                position,
                spurious_failures,
                &mut visit,
            );
        }
    }
}

/// Whether `id` is as it would be added at first, among what was there then and
/// what the write needs.
fn is_maximal(
    graph: &Graph,
    id: EventId,
    event: &Event,
    there: impl Fn(EventId, u32) -> bool,
) -> bool {
    let (location, source) = match &event.label {
        Label::Read(read) if read.spurious || read.may_pass() => return false,
        Label::Read(read) => (read.location, read.source),
        Label::Write(write) => {
            let reads = &graph.locations[write.location].reads;
            let is_read =
                |&read: &EventId| graph.read(read).source == Some(id) && there(read, event.stamp);
            if reads.iter().any(is_read) {
                return false;
            }
            (write.location, Some(id))
        }
        Label::Choice(choice) | Label::Point(choice) => return choice.chosen == 0,
        Label::Fence(_)
        | Label::Spawn(_)
        | Label::Join(_)
        | Label::Passed(_)
        | Label::Handler(_)
        | Label::Rest => {
            return true;
        }
    };
    let rank = graph.rank(location, source);
    let later = &graph.locations[location].writes[rank..];
    !later.iter().any(|&write| there(write, event.stamp))
}

/// Adds `write` at `position` to `rest`, and lets `read` read it.
#[allow(clippy::too_many_arguments)]
fn revisit(
    rest: &Graph,
    read: EventId,
    thread: usize,
    write: Write,
    at: &'static Location<'static>,
    position: usize,
    spurious_failures: usize,
    visit: &mut impl FnMut(Graph),
) {
    let known = rest.known(write.location, &rest.views_before(read).hb);
    if known > position {
        return;
    }
    let mut graph = rest.clone();
    let id = graph.push(thread, Label::Write(write), at);
    graph.place(id, position);
    let before = match graph.event(read).label {
        Label::Read(before) | Label::Passed(before) => before,
        label => unreachable!("{read:?} is no read but {label:?}"),
    };
    let after = before.reading(Some(id), write.value);
    if before.may_pass() && after.writes.is_none() {
        return;
    }
    graph.relabel(read, Label::Read(after));
    // Its last turn goes otherwise now.
    graph.threads[read.thread()].polls = None;
    let may_fail = after.writes.is_some()
        && matches!(before.purpose, Purpose::Update(op) if op.is_weak())
        && graph.spurious_before(read) < spurious_failures;
    if may_fail {
        let mut failing = graph.clone();
        failing.relabel(read, Label::Read(after.failing_spuriously()));
        if failing.is_consistent(&[read, id]) {
            visit(failing);
        }
    }
    if graph.is_consistent(&[read, id]) {
        visit(graph);
    }
}

impl Read {
    /// This read, of `value` from `source`.
    pub(crate) fn reading(self, source: super::Source, value: u64) -> Self {
        let (order, writes) = match self.purpose {
            Purpose::Load | Purpose::Await => (self.order, None),
            Purpose::Update(op) => match op.result(value) {
                Some(written) => (op.order, Some(written)),
                None => (op.failure_order(), None),
            },
        };
        Self {
            source,
            value,
            order,
            writes,
            spurious: false,
            blocked: false,
            ..self
        }
    }

    /// Whether it need not be made, whatever there is to read.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self.purpose, Purpose::Update(op) if op.may_pass())
    }

    /// This read, if the weak compare-exchange that it is does not write.
    pub(crate) fn failing_spuriously(self) -> Self {
        let order = match self.purpose {
            Purpose::Update(op) => op.failure_order(),
            Purpose::Load | Purpose::Await => self.order,
        };
        Self {
            order,
            writes: None,
            spurious: true,
            ..self
        }
    }
}

impl Graph {
    /// How many weak compare-exchanges in front of `id` in its thread have failed
    /// without a reason.
    pub(crate) fn spurious_before(&self, id: EventId) -> usize {
        let before = &self.threads[id.thread()].events[..id.index()];
        let spurious = |event: &&Event| matches!(event.label, Label::Read(read) if read.spurious);
        before.iter().filter(spurious).count()
    }
}
