//! Polls: turns of a loop that change nothing. What would follow them is left out.
//!
//! A *turn* is what a thread did between two requests that are equal, and made at
//! one place. It *changes nothing* if
//!
//! - it has read, and has written nothing but what was there: loads, exchanges that
//!   failed, read-modify-writes that wrote the value that they read, fences; it has
//!   neither accessed cells, nor allocated or freed, nor waited, nor chosen, nor said
//!   that it [has an effect](crate::thread::has_effect);
//! - each of its reads could read the same again, as far as coherence goes, or what the
//!   turn has written in its place;
//! - told the same again, [`TURNS`](super::trial::TURNS) times, the thread asks for the same
//!   again, after the last time, too.
//!
//! The thread could go on like this for ever, and the search with it. So it stays
//! behind its turn, as behind a wait, until one of the reads is revisited and reads
//! something else; or, if none of them can be, the run ends.
//!
//! # Why nothing is lost
//!
//! Assume that the thread behind the turn is in the state in which it was in front
//! of it. Take any execution that goes on from there, and take the events of the
//! turn out of it. What is left is an execution of the program:
//!
//! - The thread does the same, from the same state.
//! - Who has read what a read-modify-write of the turn wrote reads what that has
//!   read. It is the same value, right in front of it in modification order, so `mo`
//!   and `rb` among the events that are left are what they were, and atomicity holds.
//! - `hb` and `psc` among them become smaller, if they change: a read that is gone
//!   synchronizes with nothing, and a release sequence that is shorter has fewer
//!   heads. RC11's conditions are that something is irreflexive or has no cycle, so
//!   what is smaller meets them. Races may come about, none goes away.
//!
//! So for every execution there is one without such turns, in which the threads come
//! to the same states. Those without are all explored: they are the executions of a
//! program whose threads block behind a turn that changes nothing, and whether one
//! does depends on the events in front of that point in program order, reads-from
//! and modification order, as everything else that the method builds on.
//!
//! A weak exchange that fails without a reason and is tried again at once is such a
//! turn. If its read is the last of the turn, none can be revisited, and the run ends
//! there. If not, the thread stays behind the turn, but not for ever: the run is no
//! livelock.
//!
//! # What is assumed
//!
//! The state of a thread is not looked at. What is known is that it asks for the
//! same, `TURNS` times: a loop that is left by then, or an operand that changes, is
//! noticed, and the turns are explored as they are. A thread that tells its turns
//! apart in a way that shows only later (it counts them, or only notes that there was
//! one, and acts on that behind the loop; it gives up after more turns; it remembers
//! what the turn has read and compares the next value with it) is taken for one that
//! does not. So the report names the lines of each turn that was left out, and
//! [`Explorer::every_turn`] leaves out none.
//!
//! Before a run is judged a livelock, each thread that polls in it is told the same up
//! to the step limit: one that gives up by then is explored turn by turn, too. If
//! somebody could end the loop later, nothing is tried.
//!
//! [`Explorer::every_turn`]: crate::Explorer::every_turn

use super::playing::{Place, Playing, State};
use super::turn::{LONGEST, Turn, changes_nothing};
use crate::graph::{Clock, EventId, Label, Read};
use std::collections::BTreeSet;

impl Playing<'_, '_> {
    /// The turn that `thread` has just made, if it changes nothing.
    pub(super) fn turn_without_effect(&mut self, thread: usize) -> Option<Turn> {
        if self.settings.every_turn {
            return None;
        }
        if let Some(from) = self.graph.threads[thread].polls {
            return Some(Turn { from });
        }
        let turn = self.last_turn(thread)?;
        self.try_turn(thread, turn);
        Some(turn)
    }

    /// The turn that `thread` may have just made: the shortest.
    fn last_turn(&self, thread: usize) -> Option<Turn> {
        let State::Asks(request, at) = self.state(thread) else {
            return None;
        };
        let it = &self.graph.threads[thread];
        let end = it.events.len();
        if it.touched || request.waits() {
            return None;
        }
        let is_known_to_end = |turn| {
            let mut literal = self.literal.iter();
            literal.any(|literal| literal.covers(thread, &it.events, turn))
        };
        for from in (end.saturating_sub(LONGEST)..end).rev() {
            let event = &it.events[from];
            if !changes_nothing(event, it.events.get(from + 1)) {
                return None;
            }
            let turn = Turn { from };
            let asks = self.asks_again(event, request, at);
            if asks && !is_known_to_end(turn) && self.is_repeatable(thread, turn) {
                return Some(turn);
            }
            if event.after_cell {
                return None;
            }
        }
        None
    }

    /// Whether each read of the turn could read the same once more.
    fn is_repeatable(&self, thread: usize, turn: Turn) -> bool {
        let hb = self.graph.views_before(self.graph.next_of(thread)).hb;
        let mut reads = self.reads_of(thread, turn).peekable();
        let reads_something = reads.peek().is_some();
        reads_something
            && reads.all(|id| self.is_there_to_read(self.graph.read(id), turn, thread, &hb))
    }

    /// Whether what `read` has read is still there for who knows `hb`: the write
    /// itself, or what the turn has written in its place.
    fn is_there_to_read(&self, read: &Read, turn: Turn, thread: usize, hb: &Clock) -> bool {
        let known = self.graph.known(read.location, hb);
        if known <= self.graph.rank(read.location, read.source) {
            return true;
        }
        let oldest = self.graph.ranked(read.location, known);
        let is_of_turn = oldest.is_some_and(|it| it.thread() == thread && it.index() >= turn.from);
        is_of_turn && self.graph.value_of(read.location, oldest) == read.value
    }

    fn reads_of(&self, thread: usize, turn: Turn) -> impl Iterator<Item = EventId> + '_ {
        let ids = (turn.from..self.graph.threads[thread].events.len())
            .map(move |index| EventId::new(thread, index));
        ids.filter(|&id| matches!(self.graph.event(id).label, Label::Read(_)))
    }

    /// `thread` stays behind its turn; whether there is an execution like that.
    pub(super) fn leave_out(&mut self, thread: usize, turn: Turn) -> bool {
        if self.again.is_some() {
            return false;
        }
        let known = self.graph.threads[thread].polls.is_some();
        if !known {
            let places = self.places_of(thread, turn);
            self.polls.push(places);
            if !self.can_be_revisited(thread, turn) {
                return false;
            }
            self.graph.threads[thread].polls = Some(turn.from);
        }
        let state = std::mem::replace(&mut self.thread(thread).state, State::Finished);
        if let State::Asks(request, at) = state {
            self.thread(thread).state = State::Polls(request, at);
        }
        true
    }

    /// The lines of the turn.
    pub(super) fn places_of(&self, thread: usize, turn: Turn) -> Vec<Place> {
        let events = self.events_of(thread, turn);
        let places: BTreeSet<Place> = events.iter().map(|event| event.at).collect();
        places.into_iter().collect()
    }

    /// The values that the turn has read.
    pub(super) fn values_of(&self, thread: usize, turn: Turn) -> Vec<u64> {
        let reads = self.reads_of(thread, turn);
        reads.map(|id| self.graph.read(id).value).collect()
    }

    /// Whether the last read of the turn can be revisited. Otherwise no read in
    /// front of it can, because it would have to be [added
    /// first](crate::graph::revisits) without it.
    fn can_be_revisited(&self, thread: usize, turn: Turn) -> bool {
        let Some(last) = self.reads_of(thread, turn).last() else {
            return false;
        };
        let read = self.graph.read(last);
        let stamp = self.graph.event(last).stamp;
        let rank = self.graph.rank(read.location, read.source);
        let newer = &self.graph.locations[read.location].writes[rank..];
        !read.spurious && !newer.iter().any(|&it| self.graph.event(it).stamp < stamp)
    }

    /// Whether the turn of `thread` has read what there is to be read in the end, and so
    /// goes on for ever. An exchange that fails without a reason does not do so for ever.
    pub(super) fn has_read_the_newest(&self, thread: usize, turn: Turn) -> bool {
        self.reads_of(thread, turn).all(|id| {
            let Read {
                location,
                source,
                spurious,
                ..
            } = *self.graph.read(id);
            let newest = self.graph.locations[location].writes.last().copied();
            !spurious && (newest == source || newest.is_some_and(|it| it.thread() == thread))
        })
    }
}
