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
    /// Where in the execution, if the checker says: a thread of the model, and how
    /// many of its events came before.
    pub position: Option<(usize, usize)>,
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

/// The state before the first event.
///
/// # Errors
///
/// If the specification is stuck there: its own invariant does not hold of it.
pub fn initial_state<S: Spec>(spec: &S) -> Result<S::State, Stuck> {
    let state = spec.initial();
    match spec.invariant(&state) {
        Ok(()) => Ok(state),
        Err(Stuck(reason)) => Err(Stuck::because(format!(
            "the specification is stuck in its initial state, {state:?}: {reason}"
        ))),
    }
}

/// The state that `log` leads to.
///
/// # Errors
///
/// The first event that the specification does not allow, or after which its
/// invariant does not hold. (A specification that is
/// [stuck initially](initial_state) is reported at the first event.)
pub fn replay<S: Spec>(spec: &S, log: &[Entry<S::Event>]) -> Result<S::State, Box<Violation<S>>> {
    let mut state = spec.initial();
    for (index, entry) in log.iter().enumerate() {
        let before = state.clone();
        let begun = match index {
            0 => initial_state(spec).map(|_| ()),
            _ => Ok(()),
        };
        let allowed = begun
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

#[cfg(test)]
mod one_cpu {
    use super::*;

    /// Counts up from `first`, and never beyond 2.
    struct Count {
        first: u32,
    }

    impl Spec for Count {
        type State = u32;
        type Event = ();

        fn initial(&self) -> u32 {
            self.first
        }

        fn step(&self, state: &mut u32, _cpu: usize, (): &()) -> Result<(), Stuck> {
            *state += 1;
            Ok(())
        }

        fn invariant(&self, state: &u32) -> Result<(), Stuck> {
            match *state > 2 {
                true => Err(Stuck::because("more than 2")),
                false => Ok(()),
            }
        }
    }

    #[track_caller]
    fn count(first: u32, events: usize) -> Result<u32, String> {
        let entry = Entry {
            cpu: 0,
            event: (),
            failed_polls: 0,
            position: None,
            at: Location::caller(),
        };
        replay(&Count { first }, &vec![entry; events]).map_err(|violation| {
            assert!(violation.before >= first);
            violation.reason
        })
    }

    #[test]
    fn the_invariant_holds_after_every_event() {
        assert_eq!(count(0, 2), Ok(2));
        assert_eq!(count(0, 3), Err("more than 2".to_owned()));
    }

    #[test]
    fn what_a_specification_leaves_open_claims_nothing() {
        let spec = Count { first: 0 };
        assert_eq!(spec.show(&1), "1");
        assert!(!spec.at_rest(&0));
        assert!(!spec.may_use(&0, 0));
    }

    #[test]
    fn a_specification_that_is_stuck_initially_is_told_so() {
        let stuck = "the specification is stuck in its initial state, 3: more than 2";
        assert_eq!(
            initial_state(&Count { first: 3 }),
            Err(Stuck(stuck.to_owned()))
        );
        assert_eq!(count(3, 1), Err(stuck.to_owned()));
    }
}
