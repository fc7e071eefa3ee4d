//! Which graphs are allowed: a memory model, or one with a flaw.

pub(crate) use latchwork_explore::MemoryModel;

/// What an enumeration goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) model: MemoryModel,
    /// How often the weak compare-exchanges of one thread may fail spuriously.
    pub(crate) spurious: usize,
    pub(crate) flaw: Option<Flaw>,
}

impl Rules {
    /// Those of a memory model, with one spurious failure a thread.
    pub(crate) fn of(model: MemoryModel) -> Self {
        Self {
            model,
            spurious: 1,
            flaw: None,
        }
    }

    pub(crate) fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }
}

macro_rules! flaws {
    ($($(#[$doc:meta])* $flaw:ident,)*) => {
        /// What may be wrong with the rules of an enumeration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Flaw {
            $($(#[$doc])* $flaw,)*
        }

        impl Flaw {
            pub(crate) const ALL: &[Self] = &[$(Self::$flaw,)*];
        }
    };
}

flaws! {
    /// Release sequences as in C++11: later stores of the same thread continue them.
    ReleaseSequencesOfCxx11,
    /// A read-modify-write does not continue a release sequence.
    NoReleaseSequences,
    /// An acquire load synchronizes with whatever it reads from.
    EveryStoreReleases,
    /// Fences do not synchronize.
    FencesDoNotSynchronize,
    /// A release fence reaches no further than the next store.
    ReleaseFenceCoversOneStore,
    /// An acquire fence reaches no further than the load in front of it.
    AcquireFenceCoversOneLoad,
    /// SC accesses and fences are acquire and release.
    NoSeqCst,
    /// SC accesses are acquire and release.
    NoSeqCstAccesses,
    /// SC fences are acquire and release.
    NoSeqCstFences,
    /// `psc` lacks `psc_F`.
    NoPscOfFences,
    /// `psc_F` lacks `hb ; eco ; hb`.
    NoEcoBetweenFences,
    /// `psc_base` lacks `hb?` next to fences.
    NoHappensBeforeNextToFences,
    /// `scb` lacks `sb|≠loc ; hb ; sb|≠loc`.
    NoDetourInScb,
    /// In `sb|≠loc` a cell is nowhere.
    NoDetourOverCells,
    /// `scb` has all of `hb`, as the original C11.
    AllHappensBeforeInScb,
    /// `scb` lacks `hb|loc`.
    NoHappensBeforeSameLocationInScb,
    /// `eco` lacks steps that lead over another event.
    ShortEco,
    /// `eco` lacks `mo`.
    NoModificationOrderInEco,
    /// A write may come between a read-modify-write and what it read.
    NotAtomic,
    /// A failed compare-exchange reads only the newest value.
    FailureReadsNewest,
    /// A failed compare-exchange has the ordering of a success.
    FailureHasSuccessOrder,
    /// A read-modify-write acquires and releases whatever its ordering.
    UpdatesAcquireAndRelease,
    /// A weak compare-exchange is a strong one.
    WeakIsStrong,
    /// A strong compare-exchange is a weak one.
    StrongIsWeak,
    /// One more spurious failure is allowed.
    OneMoreSpurious,
    /// No access to a cell races.
    NoRaces,
    /// Conflicting accesses to a cell race if they are in different threads.
    OrderedAccessesRace,
    /// Two reads of a cell race.
    ReadsRace,
    /// A cell is read as the thread itself left it.
    CellsAreLocal,
    /// Nobody waits for ever.
    NoLivelock,
    /// Whoever can wait waits for ever.
    EveryWaitIsLivelock,
}
