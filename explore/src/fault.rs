//! What can be wrong with an execution.

use std::panic::Location;

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// Two accesses to memory, at least one of them a write and at least one not
    /// atomic, of which neither happens before the other.
    DataRace,
    /// An access to memory of a tracked allocation that was freed.
    UseAfterFree,
    /// A tracked allocation that nobody has freed when all threads have ended.
    Leak,
    /// The model panicked: an assertion, a specification, an invariant.
    Panic,
    /// Threads wait for one another for ever.
    Deadlock,
    /// A thread waits for ever for a value that nobody will write.
    Livelock,
    /// The model did something else when it was run again.
    Divergence,
    /// A thread took more steps than the limit.
    StepLimit,
    /// The model uses the explorer in a way that it does not support.
    Misuse,
}

impl FailureKind {
    /// Every kind, for whoever has something to say of each.
    pub const ALL: [Self; 9] = [
        Self::DataRace,
        Self::UseAfterFree,
        Self::Leak,
        Self::Panic,
        Self::Deadlock,
        Self::Livelock,
        Self::Divergence,
        Self::StepLimit,
        Self::Misuse,
    ];
}

/// What is done with memory, beside loads, stores and read-modify-writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deed {
    /// A cell is read.
    Reads,
    /// A cell is written, or may be.
    Writes,
    /// A cell is dropped.
    Drops,
    /// An atomic is accessed as one.
    Accesses,
    /// An atomic is accessed as plain memory: by `get_mut` or `into_inner`.
    Owns,
    /// Memory that was allocated is used.
    Uses,
    /// Memory is allocated.
    Allocates,
    /// Memory is freed.
    Frees,
}

impl Deed {
    /// Whether it is a write, as far as races go.
    pub(crate) fn writes(self) -> bool {
        match self {
            Deed::Reads | Deed::Accesses | Deed::Uses => false,
            Deed::Writes | Deed::Drops | Deed::Owns | Deed::Allocates | Deed::Frees => true,
        }
    }

    /// An access to a cell.
    pub(crate) fn of_cell(write: bool) -> Self {
        match write {
            true => Deed::Writes,
            false => Deed::Reads,
        }
    }

    /// Whether it is done to cells.
    pub(crate) fn is_of_cells(self) -> bool {
        matches!(self, Deed::Reads | Deed::Writes | Deed::Drops)
    }
}

/// Something that a thread does with memory, as far as races go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who.
    pub thread: usize,
    /// How many events of this thread come before it.
    pub index: usize,
    /// How many events of all threads were run before it.
    pub step: usize,
    /// Whether it writes, or may: to free, to drop and to have for oneself is to write.
    pub write: bool,
    /// What is done.
    pub deed: Deed,
    /// Which cell it is, of those in the table.
    pub cell: Option<usize>,
    /// What the cell or atomic is called, if it has a name.
    pub name: Option<&'static str>,
    /// The source line; of what has none, that of the thread's last step before it.
    pub at: &'static Location<'static>,
}

impl Access {
    /// What is done, to `what`.
    pub(crate) fn does(&self, what: &str) -> String {
        match self.deed {
            Deed::Reads => format!("reads {what}"),
            Deed::Writes => format!("writes to {what}"),
            Deed::Drops => format!("drops {what}"),
            Deed::Accesses => format!("accesses {what}"),
            Deed::Owns => format!("accesses {what} as plain memory (get_mut, into_inner)"),
            Deed::Uses => format!("uses {what}"),
            Deed::Allocates => format!("allocates {what}"),
            Deed::Frees => format!("frees {what}"),
        }
    }

    /// What it is done to, in a sentence.
    pub(crate) fn object(&self) -> String {
        match (self.name, self.deed) {
            (Some(name), _) => name.to_owned(),
            (None, Deed::Reads | Deed::Writes | Deed::Drops) => "a cell".to_owned(),
            (None, Deed::Accesses | Deed::Owns) => "an atomic".to_owned(),
            (None, Deed::Uses | Deed::Allocates | Deed::Frees) => "memory".to_owned(),
        }
    }

    /// Where.
    pub(crate) fn place(&self) -> String {
        match self.deed {
            Deed::Drops => format!("after {}", self.at),
            _ => format!("at {}", self.at),
        }
    }

    /// That the handler which does this has interrupted `other` in the middle.
    pub(crate) fn interrupts(&self, other: &Access) -> Fault {
        let message = format!(
            "data race: an interrupt of thread {} comes while that {} {}, and its handler {} {}",
            self.thread,
            other.does(&other.object()),
            other.place(),
            self.does("it"),
            self.place(),
        );
        Fault::new(FailureKind::DataRace, message).between(*other, *self)
    }

    /// That this and `other` race.
    pub(crate) fn race(&self, other: &Access) -> Fault {
        let message = format!(
            "data race: thread {} {} {}, thread {} {} {}, and neither happens before the other",
            self.thread,
            self.does(&self.object()),
            self.place(),
            other.thread,
            other.does("it"),
            other.place(),
        );
        Fault::new(FailureKind::DataRace, message).between(*other, *self)
    }
}

/// What is wrong with an execution, as far as it is known where it is noticed.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FailureKind,
    pub(crate) message: String,
    pub(crate) at: Option<String>,
    pub(crate) accesses: Vec<Access>,
}

impl Fault {
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            at: None,
            accesses: Vec::new(),
        }
    }

    /// This failure, as one of two accesses in conflict.
    pub(crate) fn between(mut self, earlier: Access, later: Access) -> Self {
        self.accesses = vec![earlier, later];
        self
    }

    /// A panic that said this there.
    pub(crate) fn panic((message, at): (String, Option<String>)) -> Self {
        Self {
            at,
            ..Self::new(FailureKind::Panic, message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FailureKind;

    #[test]
    fn all_kinds_are_listed() {
        let mut seen = [0; FailureKind::ALL.len()];
        for kind in FailureKind::ALL {
            // A kind that is new has to get a place here, and in the list.
            let place = match kind {
                FailureKind::DataRace => 0,
                FailureKind::UseAfterFree => 1,
                FailureKind::Leak => 2,
                FailureKind::Panic => 3,
                FailureKind::Deadlock => 4,
                FailureKind::Livelock => 5,
                FailureKind::Divergence => 6,
                FailureKind::StepLimit => 7,
                FailureKind::Misuse => 8,
            };
            seen[place] += 1;
        }
        assert!(seen.iter().all(|&times| times == 1));
    }
}
