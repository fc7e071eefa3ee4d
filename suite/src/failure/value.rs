//! A failure, as a value.

use super::property::Property;
#[cfg(any(loom, shuttle, explore))]
use crate::counterexample::Step;
use crate::counterexample::{Beside, Counterexample};
use core::fmt::Display;

/// A violation of a property, in one execution or in all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What does not hold.
    pub property: Property,
    /// What it is, for instance `data race`.
    pub kind: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The events that it lies in, by their place in the object's log.
    pub marks: Vec<usize>,
    /// What else was seen that it lies in.
    pub sights: Vec<Sight>,
    /// Whether the whole log bears on it, however often the object was at rest.
    pub whole: bool,
    /// The counterexample, if it is known without the object's log.
    pub counterexample: Option<Box<Counterexample>>,
    /// What is seen beside the log.
    pub(crate) seen: Box<Seen>,
}

/// What is seen of a failing execution beside the object's log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// What threads did beside the log, in order, if the checker says.
    pub(crate) beside: Vec<Beside>,
    /// Who noticed the failure, and where: what there is to see if all else is unmarked.
    pub(crate) raised_by: Option<Sight>,
}

/// Something that is no event of the log: an access, a wait, the line that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The CPU that was seen.
    pub cpu: usize,
    /// What it does.
    pub event: String,
    /// The source line.
    pub at: String,
    /// What there is to say about it.
    pub note: String,
    /// It came when the CPU last might use what the object protects, not at the end.
    pub earlier: bool,
}

#[cfg(any(loom, shuttle, explore))]
impl Sight {
    /// What was seen, as a marked step.
    pub(crate) fn step(&self) -> Step {
        Step {
            number: None,
            cpu: self.cpu,
            event: self.event.clone(),
            at: self.at.clone(),
            state: self.note.clone(),
            marked: true,
        }
    }
}

impl Failure {
    /// `property` does not hold, because of a `kind` of mistake, for this reason.
    pub fn new(property: Property, kind: &str, reason: impl Display) -> Self {
        Self {
            property,
            kind: kind.to_owned(),
            reason: reason.to_string(),
            marks: Vec::new(),
            sights: Vec::new(),
            whole: false,
            counterexample: None,
            seen: Box::default(),
        }
    }

    /// `property` does not hold, and `how` says it.
    pub fn of(property: Property, how: impl Display) -> Self {
        Self::new(property, property.usual_kind(), how)
    }

    /// This failure, which lies in the events at these places of the log.
    pub fn marking(mut self, events: impl IntoIterator<Item = usize>) -> Self {
        self.marks.extend(events);
        self
    }

    /// This failure, on which the whole log bears.
    pub fn of_the_whole_log(mut self) -> Self {
        self.whole = true;
        self
    }

    /// This failure, with a counterexample that shows it.
    pub fn shown_by(mut self, counterexample: Counterexample) -> Self {
        self.counterexample = Some(Box::new(counterexample));
        self
    }

    /// What was seen that the failure lies in, if its events are those marked in
    /// the log or `stuck`.
    #[cfg(any(loom, shuttle, explore))]
    pub(crate) fn sights(&self, stuck: bool) -> &[Sight] {
        let nothing = self.marks.is_empty() && self.sights.is_empty() && !stuck;
        match &self.seen.raised_by {
            Some(raised_by) if nothing => std::slice::from_ref(raised_by),
            _ => &self.sights,
        }
    }

    /// `cpu` has noticed it, at this place.
    pub(crate) fn fails(&self, cpu: usize, at: &str) -> Sight {
        Sight {
            cpu,
            event: "fails".to_owned(),
            at: at.to_owned(),
            note: self.kind.clone(),
            earlier: false,
        }
    }
}
