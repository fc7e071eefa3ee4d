//! An execution that goes wrong, for a reader.

use core::fmt::{self, Display, Formatter};
use serde::{Deserialize, Serialize};

/// The part of an execution that shows a violation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// The property that does not hold.
    pub property: String,
    /// What the violation is, for instance `data race`.
    pub kind: String,
    /// Why it is one, in a sentence.
    pub reason: String,
    /// The CPUs that do something in it, in order.
    pub cpus: Vec<usize>,
    /// The events of the execution that it leaves out.
    pub left_out: Left,
    /// The specification's state before the first step.
    pub before: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// Events that a counterexample leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Before the first step.
    pub before: usize,
    /// Between steps, because they are too many; the numbers of the steps show where.
    pub between: usize,
    /// After the last step.
    pub after: usize,
}

/// A step of a counterexample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its place in the object's log, from 1; none if it is no event of the log.
    pub number: Option<usize>,
    /// The CPU that takes the step.
    pub cpu: usize,
    /// What is done.
    pub event: String,
    /// The source line, `file:line`.
    pub at: String,
    /// The specification's state after it, or why it is not allowed.
    pub state: String,
    /// Whether the violation lies in it.
    pub marked: bool,
}

/// A step of a thread that is no event of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(any(loom, shuttle, explore)), allow(dead_code))]
pub(crate) struct Beside {
    /// The thread of the model.
    pub(crate) thread: usize,
    /// How many of its events come before, as the checker counts them.
    pub(crate) index: usize,
    /// What it does.
    pub(crate) step: Step,
}

impl Counterexample {
    /// The violation in a line.
    pub fn headline(&self) -> String {
        format!("{} violated: {}: {}", self.property, self.kind, self.reason)
    }
}

impl Display for Left {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let places = [
            (self.before, "before"),
            (self.between, "in between"),
            (self.after, "after"),
        ];
        let parts: Vec<String> = places
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, place)| format!("{count} {place}"))
            .collect();
        match &parts[..] {
            [] => f.write_str("no event is left out"),
            parts => write!(f, "events left out: {}", parts.join(", ")),
        }
    }
}

/// A source line, without the column.
#[cfg(any(loom, shuttle, explore))]
pub(crate) fn place(at: &core::panic::Location<'_>) -> String {
    format!("{}:{}", at.file(), at.line())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Two CPUs in one critical section.
    pub(crate) fn example() -> Counterexample {
        let step = |number, cpu, event: &str, at: &str, state: &str, marked| Step {
            number,
            cpu,
            event: event.to_owned(),
            at: at.to_owned(),
            state: state.to_owned(),
            marked,
        };
        let stuck = "not allowed: CPU 1 holds the lock";
        Counterexample {
            property: "exclusion".to_owned(),
            kind: "overlap".to_owned(),
            reason: "Acquire of CPU 3: CPU 1 holds the lock".to_owned(),
            cpus: vec![1, 3],
            left_out: Left {
                before: 6,
                ..Left::default()
            },
            before: "free; 1 waits".to_owned(),
            steps: vec![
                step(Some(7), 1, "Acquire", "a.rs:7", "CPU 1 holds", false),
                step(
                    Some(8),
                    3,
                    "Arrive",
                    "a.rs:5",
                    "CPU 1 holds; 3 waits",
                    false,
                ),
                step(Some(9), 3, "Acquire", "a.rs:7", stuck, true),
                step(None, 3, "fails", "b.rs:1", "CPU 1 is inside", true),
            ],
        }
    }

    #[test]
    fn it_survives_json() {
        let json = serde_json::to_string(&example()).expect("serializes");
        let back: Counterexample = serde_json::from_str(&json).expect("deserializes");
        assert_eq!(back, example());
    }

    #[test]
    fn what_is_left_out_is_said() {
        let none = Left::default();
        assert_eq!(none.to_string(), "no event is left out");
        let some = Left {
            before: 1,
            between: 2,
            after: 3,
        };
        assert_eq!(
            some.to_string(),
            "events left out: 1 before, 2 in between, 3 after"
        );
    }
}
