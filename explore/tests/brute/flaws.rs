//! That the random programs and the comparison see what may go wrong.

use crate::compare::{Exploration, Verdict, compare};
use crate::enumerate::{Enumeration, enumerate};
use crate::random::programs;
use crate::rules::{Flaw, MemoryModel, Rules};

/// What an explorer shows that finds just this.
fn exploration(found: &Enumeration) -> Exploration {
    Exploration {
        shown: found.graphs.iter().cloned().collect(),
        verdict: match (found.racy, found.livelock) {
            (true, _) => Verdict::Race,
            (false, true) => Verdict::Livelock,
            (false, false) => Verdict::Complete,
        },
    }
}

/// The programs of the quick mode must tell an explorer with this flaw from a
/// right one.
#[track_caller]
fn is_seen(flaw: Flaw) {
    let right = Rules::of(MemoryModel::Rc11);
    let wrong = Rules {
        flaw: Some(flaw),
        ..right
    };
    let seen = programs().position(|program| {
        let found = enumerate(&program, &wrong);
        compare(&enumerate(&program, &right), &exploration(&found)).is_err()
    });
    println!("{flaw:?}: {seen:?}");
    assert!(seen.is_some(), "{flaw:?} makes no difference");
}

macro_rules! seen {
    ($($name:ident: $flaw:ident,)*) => {
        $(
            #[test]
            fn $name() {
                is_seen(Flaw::$flaw);
            }
        )*
    };
}

seen! {
    release_sequences_of_cxx11: ReleaseSequencesOfCxx11,
    no_release_sequences: NoReleaseSequences,
    every_store_releases: EveryStoreReleases,
    fences_do_not_synchronize: FencesDoNotSynchronize,
    a_release_fence_covers_one_store: ReleaseFenceCoversOneStore,
    an_acquire_fence_covers_one_load: AcquireFenceCoversOneLoad,
    no_seq_cst: NoSeqCst,
    no_seq_cst_accesses: NoSeqCstAccesses,
    no_seq_cst_fences: NoSeqCstFences,
    no_psc_of_fences: NoPscOfFences,
    no_eco_between_fences: NoEcoBetweenFences,
    no_happens_before_next_to_fences: NoHappensBeforeNextToFences,
    no_detour_in_scb: NoDetourInScb,
    no_detour_over_cells: NoDetourOverCells,
    all_happens_before_in_scb: AllHappensBeforeInScb,
    no_happens_before_same_location_in_scb: NoHappensBeforeSameLocationInScb,
    short_eco: ShortEco,
    no_modification_order_in_eco: NoModificationOrderInEco,
    not_atomic: NotAtomic,
    failure_reads_newest: FailureReadsNewest,
    failure_has_success_order: FailureHasSuccessOrder,
    updates_acquire_and_release: UpdatesAcquireAndRelease,
    weak_is_strong: WeakIsStrong,
    strong_is_weak: StrongIsWeak,
    one_more_spurious: OneMoreSpurious,
    no_races: NoRaces,
    ordered_accesses_race: OrderedAccessesRace,
    reads_race: ReadsRace,
    cells_are_local: CellsAreLocal,
    no_livelock: NoLivelock,
    every_wait_is_livelock: EveryWaitIsLivelock,
}
