//! What a failure of the explorer's means.

use super::memory::beside;
use crate::counterexample::{Beside, place};
use crate::failure::{Access, Read, Situation, Waiting, Working, race_of, raised, stuck};
use crate::{Failure, Property};
use latchwork_explore::{Action, FailureKind};

/// The failure that a panic outside of the explored executions stands for: none of
/// the explorer's, which says what it finds in values.
pub(crate) fn meaning(message: &str, at: &str, _situation: &Situation) -> Failure {
    Failure::panicked(message, at)
}

impl Failure {
    /// The failure that the explorer has found.
    pub(crate) fn found(found: &latchwork_explore::Failure) -> Self {
        let mut failure = failure_of(found);
        failure.seen.beside = beside(&found.execution);
        failure.place_earlier_access(found);
        failure
    }

    /// Of two accesses that race, the earlier one is put where it was made.
    fn place_earlier_access(&mut self, found: &latchwork_explore::Failure) {
        let ([earlier, _later], [sight, _]) = (&found.accesses[..], &self.sights[..]) else {
            return;
        };
        let access = Beside {
            thread: earlier.thread,
            index: earlier.index,
            step: sight.step(),
        };
        let follows = |it: &Beside| it.thread == access.thread && it.index >= access.index;
        let place = self.seen.beside.iter().position(follows);
        let place = place.unwrap_or(self.seen.beside.len());
        self.seen.beside.insert(place, access);
        self.sights.remove(0);
    }
}

fn failure_of(found: &latchwork_explore::Failure) -> Failure {
    // What it is called is said in the suite's words: to the explorer a deadlock is
    // only one of locks.
    let words = found.message.as_str();
    let words = words.strip_prefix("livelock: ").unwrap_or(words);
    let words = words.strip_prefix("deadlock: ").unwrap_or(words);
    match found.kind {
        FailureKind::Panic => panicked(found),
        FailureKind::DataRace => raced(found),
        FailureKind::UseAfterFree => {
            Failure::new(Property::Exclusion, "use after free", &found.message)
        }
        FailureKind::Leak => Failure::new(Property::Panic, "leak", &found.message),
        FailureKind::Deadlock | FailureKind::Livelock => {
            let situation = situation(found);
            stuck("deadlock", &situation.nobody_ends_it(), words, &situation)
        }
        FailureKind::StepLimit => {
            let mut situation = situation(found);
            situation.working.extend(running(found).map(|cpu| Working {
                cpu,
                read: last_read(found),
            }));
            stuck(
                "livelock",
                &situation.who_goes_on(),
                &found.message,
                &situation,
            )
        }
        FailureKind::Divergence => Failure::of(Property::Determinism, &found.message),
        _ => Failure::new(Property::Panic, "misuse of the checker", &found.message),
    }
}

/// The CPU in whose name the thread that failed ran.
fn running(found: &latchwork_explore::Failure) -> Option<usize> {
    let thread = found.thread?;
    let events = found.execution.events.iter();
    let step = events.filter(|event| event.thread == thread).count();
    Some(found.execution.role(thread, step))
}

/// What the thread that failed has read last.
fn last_read(found: &latchwork_explore::Failure) -> Option<Read> {
    let events = found.execution.events.iter().rev();
    let mut own = events.filter(|event| Some(event.thread) == found.thread);
    own.find_map(|event| {
        let (location, value) = match event.action {
            Action::Read {
                location, value, ..
            }
            | Action::Update {
                location,
                read: value,
                ..
            } => (location, value),
            _ => return None,
        };
        Some(Read {
            value: found.execution.value(location, value),
            at: place(event.at),
        })
    })
}

fn panicked(found: &latchwork_explore::Failure) -> Failure {
    let at = found.at.as_deref().unwrap_or_default();
    let at = at.rsplit_once(':').map_or(at, |(line, _column)| line);
    let situation = Situation {
        running: running(found),
        ..situation(found)
    };
    let mut failure = raised(at).unwrap_or_else(|| Failure::panicked(&found.message, at));
    failure.seen.raised_by = situation.running.map(|cpu| failure.fails(cpu, at));
    failure
}

fn raced(found: &latchwork_explore::Failure) -> Failure {
    let access = |it: &latchwork_explore::Access| Access {
        what: if it.write { "write" } else { "read" }.to_owned(),
        cpu: found.execution.role(it.thread, it.index),
        at: place(it.at),
    };
    match &found.accesses[..] {
        [earlier, later] => race_of(&access(earlier), &access(later)),
        _ => Failure::new(Property::Exclusion, "data race", &found.message),
    }
}

/// Where the threads were at the end: those that do not wait are not told.
fn situation(found: &latchwork_explore::Failure) -> Situation {
    let events = found.execution.events.iter();
    let blocked = events.filter_map(|event| match event.action {
        Action::Read {
            blocked: true,
            location,
            value,
            ..
        } => Some(Waiting {
            cpu: found.execution.role(event.thread, event.index),
            at: place(event.at),
            reads: Some(found.execution.value(location, value)),
            in_vain: true,
        }),
        _ => None,
    });
    let mut waiting: Vec<Waiting> = blocked.collect();
    waiting.sort_by_key(|waiting| waiting.cpu);
    Situation {
        waiting,
        ..Situation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_atomic::Ordering::Relaxed;
    use latchwork_atomic::{AtomicBool, SpinHint, WaitUntil, model};
    use latchwork_explore::Explorer;

    /// What is found where CPU 1 waits for a flag that nobody sets, by `wait`.
    fn stuck_in(wait: fn(&AtomicBool)) -> Failure {
        let report = Explorer::new().workers(1).step_limit(50).explore(|| {
            let flag = AtomicBool::new(false);
            let work = move |cpu| {
                if cpu == 1 {
                    wait(&flag);
                }
            };
            model::run(2, work, || ());
        });
        Failure::found(&report.failure.expect("it goes on for ever"))
    }

    #[test]
    fn a_cpu_that_waits_is_told_by_what_it_reads() {
        let failure = stuck_in(|flag| {
            flag.wait_until::<SpinHint>(Relaxed, |it| it);
        });
        let at = format!("{}:{}", file!(), line!() - 2);
        let sight = &failure.sights[0];
        assert_eq!((&*failure.kind, sight.cpu, &sight.at), ("deadlock", 1, &at));
        assert_eq!(sight.note, "reads false; nobody ends it");
    }

    #[test]
    fn a_cpu_that_goes_on_is_told_by_what_it_reads() {
        let failure = stuck_in(|flag| {
            while !flag.fetch_and(false, Relaxed) {
                flag.store(false, Relaxed);
            }
        });
        let at = format!("{}:{}", file!(), line!() - 4);
        assert_eq!(failure.kind, "livelock");
        let told = format!("CPU 1 last read false at {at}");
        assert!(failure.reason.contains(&told), "{}", failure.reason);
    }
}
