//! An execution in which nobody gets on, as a failure.

use super::situation::Situation;
use super::{Failure, Property, Sight};
use crate::checker;

/// The execution was longer than any that gets on.
#[cfg(any(loom, shuttle))]
pub(crate) fn endless(words: &str, situation: &Situation) -> Failure {
    if situation.is_deadlock() {
        stuck("deadlock", &situation.nobody_ends_it(), words, situation)
    } else {
        stuck("livelock", &situation.who_goes_on(), words, situation)
    }
}

/// Nobody gets on.
pub(crate) fn stuck(kind: &str, why: &str, words: &str, situation: &Situation) -> Failure {
    let reason = format!("{why} ({}: {words})", checker::NAME);
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

#[cfg(all(test, any(loom, shuttle)))]
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
    fn endless_polling_is_a_deadlock_if_nobody_does_anything_else() {
        let words = "too long";
        let deadlock = endless(words, &waiting(true));
        assert_eq!(
            (deadlock.property, &*deadlock.kind),
            (Property::Progress, "deadlock")
        );
        let rows: Vec<_> = deadlock.sights.iter().map(|it| (it.cpu, &*it.at)).collect();
        assert_eq!(rows, [(0, "a.rs:1"), (2, "a.rs:2")]);
        assert!(!deadlock.reason.starts_with(words), "{}", deadlock.reason);

        assert_eq!(endless(words, &waiting(false)).kind, "livelock");
        let mut busy = waiting(true);
        busy.working.push(1);
        let livelock = endless(words, &busy);
        assert_eq!(livelock.kind, "livelock");
        assert_eq!(livelock.sights[2].event, "goes on");
        assert!(
            livelock.reason.starts_with("CPU 1 goes on"),
            "{}",
            livelock.reason
        );
    }
}
