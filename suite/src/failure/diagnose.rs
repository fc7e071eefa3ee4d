//! What a message of a checker, or of the checked code, means.

use super::situation::Situation;
use super::{Failure, Property, Sight};
use crate::program::CHECKER;

/// The failure that a panic with this message, at this place, stands for.
pub(super) fn diagnose(message: &str, at: &str, situation: &Situation) -> Failure {
    let words = message.trim();
    if words.contains("Causality violation") {
        race(words, situation)
    } else if words.contains("exceeded maximum number of branches")
        || words.contains("exceeded max_steps")
        || is_preemption_overflow(words, at)
    {
        endless(words, situation)
    } else if let Some(how) = words.strip_prefix("exclusion: ") {
        // A cell's words: it knows its owner.
        Failure::new(Property::Exclusion, "access without ownership", how)
    } else if let Some(how) = words.strip_prefix("invariant: ") {
        let kind = Property::Invariant.usual_kind();
        Failure::new(Property::Invariant, kind, how)
    } else if let Some(how) = words.strip_prefix("pruning: ") {
        // The façade's words: what is left out of an exploration is not nothing.
        Failure::new(Property::Pruning, "impure condition", how)
    } else if let Some(how) = words.strip_prefix("determinism: ") {
        // The hardware scheduler's words.
        let kind = Property::Determinism.usual_kind();
        Failure::new(Property::Determinism, kind, how)
    } else if words.contains("deadlock") {
        let blocked = "every CPU that has not finished is blocked";
        stuck("deadlock", blocked, words, situation)
    } else {
        Failure::new(
            Property::Panic,
            Property::Panic.usual_kind(),
            format!("{words}, at {at}"),
        )
    }
}

/// loom counts the preemptions of an execution in eight bits, and fails at the
/// 256th where arithmetic is checked.
fn is_preemption_overflow(words: &str, at: &str) -> bool {
    words.contains("add with overflow") && at.contains("/loom-") && at.contains("/rt/path.rs:")
}

/// The execution was longer than any that gets on.
fn endless(words: &str, situation: &Situation) -> Failure {
    if situation.is_deadlock() {
        stuck("deadlock", &situation.nobody_ends_it(), words, situation)
    } else {
        stuck("livelock", &situation.who_goes_on(), words, situation)
    }
}

/// Nobody gets on.
pub(super) fn stuck(kind: &str, why: &str, words: &str, situation: &Situation) -> Failure {
    let reason = format!("{why} ({CHECKER}: {words})");
    let mut failure = Failure::new(Property::Progress, kind, reason);
    let waits = situation.waiting.iter().map(|waiting| Sight {
        cpu: waiting.cpu,
        event: "waits".to_owned(),
        at: waiting.at.clone(),
        note: "nobody ends it".to_owned(),
        earlier: false,
    });
    let goes_on = situation.working.iter().map(|&cpu| Sight {
        cpu,
        event: "goes on".to_owned(),
        at: String::new(),
        note: "never finishes".to_owned(),
        earlier: false,
    });
    failure.sights = waits.chain(goes_on).collect();
    failure
}

/// An access that a racing pair consists of.
pub(super) struct Access {
    /// `read` or `write`.
    pub(super) what: String,
    pub(super) cpu: usize,
    pub(super) at: String,
}

impl Access {
    /// In loom's words: `write one: thread #0 @ src/main.rs:7:13`
    fn parse(line: &str) -> Option<Self> {
        let (key, rest) = line.trim().split_once(": thread #")?;
        let (cpu, at) = rest.split_once(" @ ")?;
        Some(Self {
            // "one" and "two" tell two writes apart.
            what: key.split(' ').next()?.to_owned(),
            // The CPUs of a model are loom's threads, in the same order.
            cpu: cpu.parse().ok()?,
            at: at
                .rsplit_once(':')
                .map_or(at, |(line, _column)| line)
                .to_owned(),
        })
    }
}

/// Two accesses that nothing orders, in loom's words.
fn race(words: &str, situation: &Situation) -> Failure {
    let mut accesses: Vec<Access> = words.lines().filter_map(Access::parse).collect();
    accesses.sort_by_key(|access| Some(access.cpu) == situation.running);
    match &accesses[..] {
        [earlier, later] => race_of(earlier, later),
        _ => Failure::new(Property::Exclusion, "data race", words),
    }
}

/// Two accesses that nothing orders.
pub(super) fn race_of(earlier: &Access, later: &Access) -> Failure {
    let mut failure = Failure::new(
        Property::Exclusion,
        "data race",
        format!(
            "nothing orders the {} of CPU {} at {} after the {} of CPU {} at {}",
            later.what, later.cpu, later.at, earlier.what, earlier.cpu, earlier.at
        ),
    );
    let sight = |access: &Access, other: &Access, earlier| Sight {
        cpu: access.cpu,
        event: format!("{}s", access.what),
        at: access.at.clone(),
        note: format!("races with the {} of CPU {}", other.what, other.cpu),
        earlier,
    };
    failure.sights = vec![sight(earlier, later, true), sight(later, earlier, false)];
    failure
}

#[cfg(test)]
mod tests {
    use super::super::situation::Waiting;
    use super::*;

    fn waiting(in_vain: bool) -> Situation {
        let waits = |cpu, at: &str| Waiting {
            cpu,
            at: at.to_owned(),
            in_vain,
        };
        Situation {
            running: None,
            waiting: vec![waits(0, "a.rs:1"), waits(2, "a.rs:2")],
            working: Vec::new(),
        }
    }

    #[test]
    fn a_race_is_told_by_its_accesses() {
        let words = "\nCausality violation: Concurrent write accesses to `UnsafeCell`.\
            \n      created: a.rs:1:2\
            \n    write one: thread #1 @ a.rs:7:13\
            \n    write two: thread #0 @ a.rs:9:5\n";
        let situation = Situation {
            running: Some(0),
            ..Situation::default()
        };
        let race = diagnose(words, "", &situation);
        assert_eq!(
            (race.property, &*race.kind),
            (Property::Exclusion, "data race")
        );
        assert_eq!(
            race.reason,
            "nothing orders the write of CPU 0 at a.rs:9 after the write of CPU 1 at a.rs:7"
        );
        let sights: Vec<_> = race.sights.iter().map(|it| (it.cpu, it.earlier)).collect();
        assert_eq!(sights, [(1, true), (0, false)]);
    }

    #[test]
    fn a_race_without_places_is_a_race() {
        let race = diagnose("Causality violation: …", "", &Situation::default());
        assert_eq!(
            (race.property, &*race.kind),
            (Property::Exclusion, "data race")
        );
    }

    #[test]
    fn endless_polling_is_a_deadlock_if_nobody_does_anything_else() {
        let words = "Model exceeded maximum number of branches. …";
        let deadlock = diagnose(words, "", &waiting(true));
        assert_eq!(
            (deadlock.property, &*deadlock.kind),
            (Property::Progress, "deadlock")
        );
        let rows: Vec<_> = deadlock.sights.iter().map(|it| (it.cpu, &*it.at)).collect();
        assert_eq!(rows, [(0, "a.rs:1"), (2, "a.rs:2")]);
        assert!(!deadlock.reason.starts_with(words), "{}", deadlock.reason);

        assert_eq!(diagnose(words, "", &waiting(false)).kind, "livelock");
        let mut busy = waiting(true);
        busy.working.push(1);
        let livelock = diagnose("exceeded max_steps bound 7.", "", &busy);
        assert_eq!(livelock.kind, "livelock");
        assert_eq!(livelock.sights[2].event, "goes on");
        assert!(
            livelock.reason.starts_with("CPU 1 goes on"),
            "{}",
            livelock.reason
        );
    }

    #[test]
    fn more_preemptions_than_loom_can_count_are_no_overflow_of_the_lock() {
        let words = "attempt to add with overflow";
        let mut busy = Situation::default();
        busy.working.push(0);
        let loom = diagnose(words, "/x/loom-0.7.3/src/rt/path.rs:487", &busy);
        assert_eq!(loom.kind, "livelock");
        assert_eq!(diagnose(words, "src/lock.rs:4", &busy).kind, "panic");
    }

    #[test]
    fn blocked_tasks_are_a_deadlock() {
        let deadlock = diagnose("deadlock! blocked tasks: [main]", "", &Situation::default());
        assert_eq!(
            (deadlock.property, &*deadlock.kind),
            (Property::Progress, "deadlock")
        );
    }

    #[test]
    fn any_other_message_is_a_panic() {
        let panic = diagnose("index out of bounds", "a.rs:3", &Situation::default());
        assert_eq!(panic.property, Property::Panic);
        assert_eq!(panic.reason, "index out of bounds, at a.rs:3");
    }
}
