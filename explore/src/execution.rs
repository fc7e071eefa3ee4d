//! One execution, as it is shown to people and to tests.

use crate::fault::Access;
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
    /// What each atomic is, by its number.
    pub atomics: Vec<Atomic>,
    /// The accesses to those cells that several threads access, and one writes.
    pub accesses: Vec<Access>,
    /// What threads [play](crate::thread::plays), in the order in which each has said so.
    pub roles: Vec<Role>,
}

/// From an event on, a thread plays somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Role {
    /// The thread.
    pub thread: usize,
    /// How many events of this thread come before.
    pub index: usize,
    /// Whom it plays.
    pub role: usize,
}

/// What is known of an atomic beside what happens to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Atomic {
    /// What it is called, if it was [given a name](crate::sync::atomic::AtomicBool::set_name).
    pub name: Option<&'static str>,
    /// What it holds.
    pub holds: Holds,
}

/// What the bits of an atomic stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Holds {
    /// A number.
    #[default]
    Unsigned,
    /// A number with a sign, of so many bits.
    Signed(u8),
    /// True, which is 1, or false.
    Bool,
    /// An address.
    Pointer,
}

impl Holds {
    /// The value, as it is written in Rust; an address in hexadecimal.
    pub fn show(self, value: u64) -> String {
        match self {
            Self::Unsigned => value.to_string(),
            Self::Signed(bits) => {
                let above = 64 - u32::from(bits);
                ((value << above).cast_signed() >> above).to_string()
            }
            Self::Bool => (value != 0).to_string(),
            Self::Pointer if value == 0 => "null".to_owned(),
            Self::Pointer => format!("{value:#x}"),
        }
    }
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
    /// An [interrupt](crate::interrupt) came: what the thread does from here on, up to the
    /// end of the handler, its handler does.
    Enters {
        /// What the interrupt is called.
        name: &'static str,
    },
    /// The handler of an interrupt has returned.
    Leaves {
        /// What the interrupt is called.
        name: &'static str,
    },
}

impl Execution {
    /// Whom `thread` [played](crate::thread::plays) when it had its event number `index`,
    /// counted from 0: itself, if it never said.
    pub fn role(&self, thread: usize, index: usize) -> usize {
        let own = self.roles.iter().rev().filter(|role| role.thread == thread);
        let mut until_then = own.filter(|role| role.index <= index);
        until_then.next().map_or(thread, |role| role.role)
    }

    /// What the atomic with this number is called.
    pub fn atomic(&self, location: usize) -> String {
        let name = self.atomics.get(location).and_then(|it| it.name);
        name.map_or_else(|| format!("atomic {location}"), str::to_owned)
    }

    /// A value of the atomic with this number.
    pub fn value(&self, location: usize, value: u64) -> String {
        let atomic = self.atomics.get(location).copied().unwrap_or_default();
        atomic.holds.show(value)
    }

    /// What an event is, in words; a stale read is called so.
    pub fn describe(&self, event: &Event) -> String {
        self.describe_from(event, |write| format!("from step {write}"))
    }

    /// What an event is; `source` says which write was read.
    pub(crate) fn describe_from(&self, event: &Event, source: impl Fn(usize) -> String) -> String {
        let source = |from: Option<usize>| match from {
            None => "the initial value".to_owned(),
            Some(write) => source(write),
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
                    "reads {} of {} ({order:?}), {}",
                    self.value(*location, *value),
                    self.atomic(*location),
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
                "writes {} to {} ({order:?}){}",
                self.value(*location, *value),
                self.atomic(*location),
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
                "updates {} ({order:?}): {}, {}, becomes {}{}",
                self.atomic(*location),
                self.value(*location, *read),
                source(*from),
                self.value(*location, *written),
                self.overwritten(event)
            ),
            Action::Fence { order } => format!("fence ({order:?})"),
            Action::Spawn { thread } => format!("spawns thread {thread}"),
            Action::Join { thread } => format!("joins thread {thread}"),
            Action::Choice { of, chosen } => format!("chooses {chosen} of {of}"),
            Action::Enters { name } => format!("interrupt: enters {name}"),
            Action::Leaves { name } => format!("interrupt: leaves {name}"),
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

#[cfg(test)]
mod tests {
    use super::Holds;

    #[test]
    fn values_are_shown_as_what_they_are() {
        for (holds, value, shown) in [
            (Holds::Unsigned, 7, "7"),
            (Holds::Signed(8), 0xff, "-1"),
            (Holds::Signed(64), u64::MAX - 1, "-2"),
            (Holds::Signed(32), 5, "5"),
            (Holds::Bool, 1, "true"),
            (Holds::Pointer, 0, "null"),
            (Holds::Pointer, 0xfe10, "0xfe10"),
        ] {
            assert_eq!(holds.show(value), shown);
        }
    }
}
