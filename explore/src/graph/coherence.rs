//! Coherence and atomicity: where in modification order an access may stand.
//!
//! RC11 demands that `hb; eco?` is irreflexive. For an event that nothing comes
//! after in happens-before, this is: it stands behind whatever it knows.

use super::{Clock, EventId, Graph, LocationId, Write};

impl Graph {
    /// The place in modification order up to which whoever knows `hb` knows: the
    /// last of the writes that it includes, and of those that were read by the
    /// reads that it includes.
    pub(crate) fn known(&self, location: LocationId, hb: &Clock) -> usize {
        let accesses = &self.locations[location];
        let mut writes = accesses.writes.iter();
        let written = writes.rposition(|&write| hb.includes(write));
        let written = written.map_or(0, |before| before + 1);
        // The later reads of a thread read no older writes: its last one counts.
        let mut seen = 0_u32;
        let reads = accesses.reads.iter().rev().filter(|&&read| {
            let is_last = seen >> read.thread() & 1 == 0 && hb.includes(read);
            seen |= u32::from(is_last) << read.thread();
            is_last
        });
        reads.fold(written, |known, &read| {
            known.max(self.rank(location, self.read(read).source))
        })
    }

    /// Whether a read-modify-write wrote right over the write with this place.
    pub(crate) fn is_updated(&self, location: LocationId, rank: usize) -> bool {
        let next = self.locations[location].writes.get(rank);
        next.is_some_and(|&write| self.write(write).updates)
    }

    /// The positions at which `write`, which `id` is going to be, may be placed.
    pub(crate) fn positions(&self, id: EventId, write: &Write) -> Vec<usize> {
        let location = write.location;
        let hb = self.views_before(id).hb;
        let known = self.known(location, &hb);
        if write.updates {
            let read = self.rank(location, self.updated_by(id));
            let free = known <= read && !self.is_updated(location, read);
            return free.then_some(read).into_iter().collect();
        }
        let last = self.locations[location].writes.len();
        let positions = known..=last;
        positions
            .filter(|&position| !self.is_updated(location, position))
            .collect()
    }
}
