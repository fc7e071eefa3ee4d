//! One execution, as it is shown to people and to tests.

use crate::fault::Access;
use std::fmt::{self, Display, Formatter};
use std::panic::Location;
use std::sync::atomic::Ordering;

/// One execution of a model: what each thread did, in the order in which it was
/// run, with what each access read from.
///
/// The order of `events` respects program order and reads-from; where the
/// execution is sequentially consistent, it is an interleaving.
#[derive(Clone, Debug)]
pub struct Execution {
    /// Threads of the model, the main thread included.
    pub threads: usize,
    /// What was done.
    pub events: Vec<Event>,
}

/// What a thread did at one step.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who: the main thread is 0.
    pub thread: usize,
    /// How many events of this thread come before it.
    pub index: usize,
    /// What.
    pub action: Action,
    /// The source line.
    pub at: &'static Location<'static>,
}

/// What an event is. A `location` numbers the atomics of one execution in the
/// order of their first appearance in its threads, thread by thread. A `from` is
/// the index in [`Execution::events`] of the write that was read, or `None` for
/// the initial value. A position in modification order counts the writes to the
/// location in front of this one; the initial value is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// A load, or a compare-exchange that failed.
    Read {
        /// The atomic.
        location: usize,
        /// The ordering of the load.
        order: Ordering,
        /// What it read.
        value: u64,
        /// The write that it read.
        from: Option<usize>,
        /// Writes that are newer in modification order than what it read, and come
        /// before it in the order of the events: if there are any, it is stale.
        newer: usize,
        /// Whether it is a weak compare-exchange that failed without a reason.
        spurious: bool,
        /// Whether the thread waits for another value, for ever.
        blocked: bool,
    },
    /// A store.
    Write {
        /// The atomic.
        location: usize,
        /// Its ordering.
        order: Ordering,
        /// What it wrote.
        value: u64,
        /// Its position in modification order.
        position: usize,
    },
    /// A read-modify-write that wrote.
    Update {
        /// The atomic.
        location: usize,
        /// Its ordering.
        order: Ordering,
        /// What it read.
        read: u64,
        /// The write that it read.
        from: Option<usize>,
        /// What it wrote.
        written: u64,
        /// Its position in modification order.
        position: usize,
    },
    /// A fence.
    Fence {
        /// Its ordering.
        order: Ordering,
    },
    /// The start of a thread.
    Spawn {
        /// Which.
        thread: usize,
    },
    /// A choice of the model's own.
    Choice {
        /// Between so many.
        of: usize,
        /// Which, counted from 0.
        chosen: usize,
    },
    /// The end of a thread was waited for.
    Join {
        /// Which.
        thread: usize,
    },
}

impl Execution {
    /// What an event is, in words; a stale read is called so.
    pub fn describe(&self, event: &Event) -> String {
        let source = |from: Option<usize>| match from {
            None => "the initial value".to_owned(),
            Some(write) => format!("from step {write}"),
        };
        match &event.action {
            Action::Read {
                location,
                order,
                value,
                from,
                newer,
                spurious,
                blocked,
            } => {
                let mut text = format!(
                    "reads {value} of atomic {location} ({order:?}), {}",
                    source(*from)
                );
                match newer {
                    0 => {}
                    1 => text += "; STALE: 1 write is newer",
                    newer => text += &format!("; STALE: {newer} writes are newer"),
                }
                if *spurious {
                    text += "; fails spuriously";
                }
                if *blocked {
                    text += "; waits for another value";
                }
                text
            }
            Action::Write {
                location,
                order,
                value,
                ..
            } => format!(
                "writes {value} to atomic {location} ({order:?}){}",
                self.overwritten(event)
            ),
            Action::Update {
                location,
                order,
                read,
                from,
                written,
                ..
            } => format!(
                "updates atomic {location} ({order:?}): {read}, {}, becomes {written}{}",
                source(*from),
                self.overwritten(event)
            ),
            Action::Fence { order } => format!("fence ({order:?})"),
            Action::Spawn { thread } => format!("spawns thread {thread}"),
            Action::Join { thread } => format!("joins thread {thread}"),
            Action::Choice { of, chosen } => format!("chooses {chosen} of {of}"),
        }
    }

    /// If a write that was run before `event` is newer in modification order.
    fn overwritten(&self, event: &Event) -> String {
        let Some((location, position)) = event.action.written() else {
            return String::new();
        };
        let before = self.events.iter();
        let before = before
            .take_while(|it| !std::ptr::eq(*it, event))
            .enumerate();
        let newer = before.filter_map(|(step, it)| {
            let (other, newer) = it.action.written()?;
            (other == location && newer > position).then_some((newer, step))
        });
        match newer.min() {
            Some((_, step)) => format!("; in modification order before step {step}"),
            None => String::new(),
        }
    }
}

impl Action {
    /// The atomic that is written, and the position in its modification order.
    fn written(&self) -> Option<(usize, usize)> {
        match *self {
            Action::Write {
                location, position, ..
            }
            | Action::Update {
                location, position, ..
            } => Some((location, position)),
            _ => None,
        }
    }
}

/// Rows of a long table that are shown, at its beginning and at its end.
const SHOWN: (usize, usize) = (20, 80);

impl Execution {
    /// The rows of a table: what was done, and by whom. Accesses that are in
    /// conflict are rows as well, and marked.
    fn rows(&self, accesses: &[Access]) -> Vec<String> {
        let mut rows = Vec::new();
        let marked = |access: &Access| {
            let does = if access.write { "writes to" } else { "reads" };
            format!(
                "   ▶  {:>2}  {does} memory that is not atomic  ({})",
                access.thread, access.at
            )
        };
        let mut left: Vec<&Access> = accesses.iter().collect();
        for (step, event) in self.events.iter().enumerate() {
            // An access comes in front of the next event of its thread.
            let (now, later) = left
                .into_iter()
                .partition(|it| it.thread == event.thread && it.index <= event.index);
            left = later;
            rows.extend(Vec::into_iter(now).map(marked));
            rows.push(format!(
                "{step:>4}  {:>2}  {}  ({})",
                event.thread,
                self.describe(event),
                event.at
            ));
        }
        rows.extend(left.into_iter().map(marked));
        rows
    }

    /// The table, as text.
    pub(crate) fn table(&self, accesses: &[Access]) -> String {
        let rows = self.rows(accesses);
        let (first, last) = SHOWN;
        let mut table = "step  thread\n".to_owned();
        // All but the number of the step.
        let same = |a: &String, b: &String| a.get(4..) == b.get(4..);
        let alike: Vec<&[String]> = rows.chunk_by(same).collect();
        let left_out = first..alike.len().saturating_sub(last).max(first);
        for (number, group) in alike.iter().enumerate() {
            if left_out.contains(&number) {
                if number == left_out.start {
                    table += &format!("      … {} rows …\n", left_out.len());
                }
                continue;
            }
            table += &format!("{}\n", group[0]);
            if group.len() > 1 {
                table += &format!("      … and {} times more …\n", group.len() - 1);
            }
        }
        table
    }
}

impl Display for Execution {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table(&[]))
    }
}
