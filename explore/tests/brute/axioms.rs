//! Which candidates are consistent: the axioms of RC11, as they are printed in
//! "Repairing Sequential Consistency in C/C++11" (PLDI 2017), section 3, with the
//! release sequences of C++20; and those of sequential consistency.
//!
//! `;` is [`Relation::then`], `[A] ; r` is `r.from(A)`, `r ; [A]` is `r.to(A)`.

use crate::candidate::{Candidate, Event, Kind, Mode, Place};
use crate::program::LOCATIONS;
use crate::relation::{Relation, Set};
use crate::rules::{Flaw, MemoryModel, Rules};

/// The relations of a candidate that do not depend on the modification order.
#[derive(Debug)]
pub(crate) struct Relations<'a> {
    rules: &'a Rules,
    size: usize,
    /// Fences, accesses to cells, and events with the mode `sc`.
    fences: Set,
    cells: Set,
    sc: Set,
    sb: Relation,
    rf: Relation,
    rmw: Relation,
    same_location: Relation,
    /// Happens-before.
    pub(crate) hb: Relation,
}

impl<'a> Relations<'a> {
    pub(crate) fn of(candidate: &Candidate, rules: &'a Rules) -> Self {
        let events = &candidate.events;
        let size = events.len();
        let set = |is: &dyn Fn(&Event) -> bool| -> Set {
            let members = (0..size).filter(|&event| is(&events[event]));
            members.fold(0, |set, event| set | 1 << event)
        };
        let fences = set(&|event| event.kind == Kind::Fence);
        let cells = set(&|event| matches!(event.place, Some(Place::Cell(_))));
        let sc = set(&|event| event.mode == Mode::Sc);
        let atomic =
            set(&|event| matches!(event.place, Some(Place::Atomic(_))) && event.thread.is_some());
        let writes = set(&|event| event.kind == Kind::Write) & atomic;
        let reads = set(&|event| event.kind == Kind::Read) & atomic;
        let releases = set(&|event| event.mode.releases());
        let acquires = set(&|event| event.mode.acquires());

        let sb = Relation::of(size, |a, b| match (events[a].thread, events[b].thread) {
            (None, Some(_)) => true,
            (Some(one), Some(other)) => one == other && a < b,
            (_, None) => false,
        });
        let same_location = Relation::of(size, |a, b| {
            events[a].place.is_some() && events[a].place == events[b].place
        });
        let mut rf = Relation::empty(size);
        for (read, &source) in candidate.source.iter().enumerate() {
            source.inspect(|&write| rf.insert(write, read));
        }
        let mut rmw = Relation::empty(size);
        for &(read, write) in &candidate.updates {
            rmw.insert(read, write);
        }

        // rs = [W⊒rlx] ; (rf ; rmw)*
        let chain = match rules.flaw {
            Some(Flaw::NoReleaseSequences) => Relation::empty(size),
            _ => rf.then(&rmw).closure(),
        };
        let mut rs = chain.maybe().from(writes);
        if rules.has(Flaw::ReleaseSequencesOfCxx11) {
            // rs = [W] ; sb|loc? ; [W⊒rlx] ; (rf ; rmw)*
            rs = (sb & same_location)
                .maybe()
                .from(writes)
                .to(writes)
                .then(&rs);
        }
        // sw = [E⊒rel] ; ([F] ; sb)? ; rs ; rf ; [R⊒rlx] ; (sb ; [F])? ; [E⊒acq]
        let (mut before, mut after) = (sb.from(fences), sb.to(fences));
        match rules.flaw {
            Some(Flaw::FencesDoNotSynchronize) => {
                before = Relation::empty(size);
                after = Relation::empty(size);
            }
            Some(Flaw::ReleaseFenceCoversOneStore) => {
                before = before.without(&before.to(writes).then(&sb));
            }
            Some(Flaw::AcquireFenceCoversOneLoad) => {
                after = after.without(&sb.then(&after.from(reads)));
            }
            _ => {}
        }
        let mut release = before.maybe().from(releases);
        if rules.has(Flaw::EveryStoreReleases) {
            release = before.maybe();
        }
        let acquire = after.maybe().to(acquires);
        let sw = release.then(&rs).then(&rf).to(reads).then(&acquire);

        // hb = (sb ∪ sw)⁺
        let hb = (sb | sw).closure();
        Self {
            rules,
            size,
            fences,
            cells,
            sc,
            sb,
            rf,
            rmw,
            same_location,
            hb,
        }
    }

    /// Whether the graph is consistent that has this modification order.
    pub(crate) fn are_consistent(&self, mo: &Relation) -> bool {
        match self.rules.model {
            MemoryModel::Rc11 => self.are_consistent_in_rc11(mo),
            MemoryModel::Sc => self.are_sequentially_consistent(mo),
        }
    }

    fn are_consistent_in_rc11(&self, mo: &Relation) -> bool {
        // rb = rf⁻¹ ; mo
        let rb = self.rf.inverse().then(mo);
        // eco = (rf ∪ mo ∪ rb)⁺
        let mut eco = (self.rf | *mo | rb).closure();
        if self.rules.has(Flaw::ShortEco) {
            eco = self.rf | *mo | rb;
        }
        if self.rules.has(Flaw::NoModificationOrderInEco) {
            eco = self.rf | rb | rb.then(&self.rf);
        }
        // Coherence: irreflexive(hb ; eco?).
        self.hb.then(&eco.maybe()).is_irreflexive()
            // Atomicity: rmw ∩ (rb ; mo) = ∅.
            && (self.rules.has(Flaw::NotAtomic) || (self.rmw & rb.then(mo)).is_empty())
            // SC: acyclic(psc).
            && self.psc(mo, &rb, &eco).is_acyclic()
            // No-thin-air: acyclic(sb ∪ rf).
            && (self.sb | self.rf).is_acyclic()
    }

    /// The partial SC relation.
    fn psc(&self, mo: &Relation, rb: &Relation, eco: &Relation) -> Relation {
        let (sb, hb) = (&self.sb, &self.hb);
        let mut sc = self.sc;
        match self.rules.flaw {
            Some(Flaw::NoSeqCst) => sc = 0,
            Some(Flaw::NoSeqCstAccesses) => sc &= self.fences,
            Some(Flaw::NoSeqCstFences) => sc &= !self.fences,
            _ => {}
        }
        let fences = sc & self.fences;
        // scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb
        let mut elsewhere = sb.without(&self.same_location);
        if self.rules.has(Flaw::NoDetourOverCells) {
            elsewhere = elsewhere.from(!self.cells).to(!self.cells);
        }
        let detour = elsewhere.then(hb).then(&elsewhere);
        let scb = match self.rules.flaw {
            Some(Flaw::NoDetourInScb) => *sb | (*hb & self.same_location) | *mo | *rb,
            Some(Flaw::AllHappensBeforeInScb) => *hb | *mo | *rb,
            Some(Flaw::NoHappensBeforeSameLocationInScb) => *sb | detour | *mo | *rb,
            _ => *sb | detour | (*hb & self.same_location) | *mo | *rb,
        };
        // psc_base = ([Esc] ∪ [Fsc] ; hb?) ; scb ; ([Esc] ∪ hb? ; [Fsc])
        let all = Relation::identity(self.size, sc);
        let (mut left, mut right) = (all | hb.maybe().from(fences), all | hb.maybe().to(fences));
        if self.rules.has(Flaw::NoHappensBeforeNextToFences) {
            (left, right) = (all, all);
        }
        let base = left.then(&scb).then(&right);
        // psc_F = [Fsc] ; (hb ∪ hb ; eco ; hb) ; [Fsc]
        let between = match self.rules.flaw {
            Some(Flaw::NoPscOfFences) => Relation::empty(self.size),
            Some(Flaw::NoEcoBetweenFences) => *hb,
            _ => *hb | hb.then(eco).then(hb),
        };
        base | between.from(fences).to(fences)
    }

    fn are_sequentially_consistent(&self, mo: &Relation) -> bool {
        let rb = self.rf.inverse().then(mo);
        (self.rmw & rb.then(mo)).is_empty() && (self.sb | self.rf | *mo | rb).is_acyclic()
    }
}

/// Two accesses to one cell, at least one a write, that nothing orders.
pub(crate) fn race(candidate: &Candidate, relations: &Relations<'_>) -> Option<(usize, usize)> {
    let rules = relations.rules;
    if rules.has(Flaw::NoRaces) {
        return None;
    }
    let events = &candidate.events;
    let accesses: Vec<usize> = (LOCATIONS..events.len())
        .filter(|&event| matches!(events[event].place, Some(Place::Cell(_))))
        .collect();
    let hb = &relations.hb;
    let race = |a: usize, b: usize| {
        let (one, other) = (&events[a], &events[b]);
        let written = one.kind == Kind::Write || other.kind == Kind::Write;
        let ordered = hb.contains(a, b) || hb.contains(b, a);
        one.place == other.place
            && a != b
            && (written || rules.has(Flaw::ReadsRace))
            && (!ordered || rules.has(Flaw::OrderedAccessesRace) && one.thread != other.thread)
    };
    let pairs = accesses
        .iter()
        .flat_map(|&a| accesses.iter().map(move |&b| (a, b)));
    pairs.into_iter().find(|&(a, b)| a < b && race(a, b))
}

/// What the cell holds that is read by the last event: the value of the write
/// that happens before it, and after all others that do. All that happens before
/// it is there already, because `hb ⊆ (sb ∪ rf)⁺`. If there is no such write the
/// program has a race, and the value does not matter.
pub(crate) fn cell_value(candidate: &Candidate, rules: &Rules, read: usize) -> u64 {
    let events = &candidate.events;
    let hb = Relations::of(candidate, rules).hb;
    let before: Vec<usize> = (0..read)
        .filter(|&write| {
            let local = events[write].thread == events[read].thread;
            events[write].kind == Kind::Write
                && events[write].place == events[read].place
                && hb.contains(write, read)
                && (local || !rules.has(Flaw::CellsAreLocal))
        })
        .collect();
    let latest = before.iter().find(|&&write| {
        before
            .iter()
            .all(|&other| other == write || !hb.contains(write, other))
    });
    latest.map_or(0, |&write| events[write].value)
}
