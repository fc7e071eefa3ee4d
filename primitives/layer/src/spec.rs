//! Specifications, and how a log is held against one.

use core::fmt::{self, Debug, Display, Formatter};
use core::panic::Location;

/// One event of a log.
#[derive(Clone, Debug)]
pub struct Entry<E> {
    /// Who did it.
    pub cpu: usize,
    /// What was done, with what the caller was told.
    pub event: E,
    /// Polls of waits that had failed on that CPU before: has it waited?
    pub failed_polls: usize,
    /// The source line that did it.
    pub at: &'static Location<'static>,
}

/// Why a specification does not allow an event, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck(pub String);

impl Stuck {
    /// A reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// What an object may do: the interface L2 that a module refines.
pub trait Spec {
    /// The abstract state.
    type State: Clone + Debug;
    /// What the object's primitives append to its log.
    type Event: Clone + Debug;

    /// The state before the first event.
    fn initial(&self) -> Self::State;

    /// Makes `state` what it is after `cpu` does `event`, or says why it may not.
    ///
    /// # Errors
    ///
    /// If the specification does not allow the event in this state. The state
    /// is then unspecified.
    fn step(&self, state: &mut Self::State, cpu: usize, event: &Self::Event) -> Result<(), Stuck>;

    /// What holds after every event.
    ///
    /// # Errors
    ///
    /// If it does not hold of `state`.
    fn invariant(&self, state: &Self::State) -> Result<(), Stuck>;

    /// `state` for a reader, in a few words.
    fn show(&self, state: &Self::State) -> String {
        format!("{state:?}")
    }

    /// Whether nobody is in the middle of anything: what follows can then be
    /// understood without what came before. A counterexample begins at such a
    /// state; where none is known (`false`), at the first event.
    fn at_rest(&self, state: &Self::State) -> bool {
        let _ = state;
        false
    }

    /// Whether `cpu` may use in `state` what the object protects, if it protects
    /// anything: it places an access among the events.
    fn may_use(&self, state: &Self::State, cpu: usize) -> bool {
        let _ = (state, cpu);
        false
    }
}

/// The event with which a log leaves its specification.
#[derive(Clone, Debug)]
pub struct Violation<S: Spec> {
    /// Its place in the log.
    pub index: usize,
    /// The event.
    pub entry: Entry<S::Event>,
    /// The state before it.
    pub before: S::State,
    /// Why it is not allowed.
    pub reason: String,
}

impl<S: Spec> Display for Violation<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "event {} of the log, {:?} by CPU {} at {}: {}; state before it: {:?}",
            self.index, self.entry.event, self.entry.cpu, self.entry.at, self.reason, self.before
        )
    }
}

/// The state that `log` leads to.
///
/// # Errors
///
/// The first event that the specification does not allow, or after which its
/// invariant does not hold. (A specification whose invariant does not hold
/// initially is reported at the first event.)
pub fn replay<S: Spec>(spec: &S, log: &[Entry<S::Event>]) -> Result<S::State, Box<Violation<S>>> {
    let mut state = spec.initial();
    for (index, entry) in log.iter().enumerate() {
        let before = state.clone();
        let allowed = spec
            .invariant(&before)
            .and_then(|()| spec.step(&mut state, entry.cpu, &entry.event))
            .and_then(|()| spec.invariant(&state));
        if let Err(Stuck(reason)) = allowed {
            return Err(Box::new(Violation {
                index,
                entry: entry.clone(),
                before,
                reason,
            }));
        }
    }
    Ok(state)
}
