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
        note: match &waiting.reads {
            Some(value) => format!("reads {value}; nobody ends it"),
            None => "nobody ends it".to_owned(),
        },
        earlier: false,
    });
    let goes_on = situation.working.iter().map(|working| Sight {
        cpu: working.cpu,
        event: "goes on".to_owned(),
        at: working
            .read
            .as_ref()
            .map_or_else(String::new, |read| read.at.clone()),
        note: match &working.read {
            Some(read) => format!("last read {}; never finishes", read.value),
            None => "never finishes".to_owned(),
        },
        earlier: false,
    });
    failure.sights = waits.chain(goes_on).collect();
    failure
}

#[cfg(all(test, any(loom, shuttle)))]
mod tests {
    use super::super::situation::{Read, Waiting, Working};
    use super::*;

    fn waiting(in_vain: bool) -> Situation {
        let waits = |cpu, at: &str| Waiting {
            cpu,
            at: at.to_owned(),
            reads: Some("true".to_owned()),
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
        assert_eq!(deadlock.sights[0].note, "reads true; nobody ends it");
        assert!(!deadlock.reason.starts_with(words), "{}", deadlock.reason);

        assert_eq!(endless(words, &waiting(false)).kind, "livelock");
        let mut busy = waiting(true);
        let read = Read {
            value: "7".to_owned(),
            at: "a.rs:3".to_owned(),
        };
        busy.working.push(Working {
            cpu: 1,
            read: Some(read),
        });
        let livelock = endless(words, &busy);
        assert_eq!(livelock.kind, "livelock");
        assert_eq!(livelock.sights[2].event, "goes on");
        assert!(
            livelock
                .reason
                .starts_with("CPU 1 goes on and never finishes; CPU 1 last read 7 at a.rs:3"),
            "{}",
            livelock.reason
        );
        assert_eq!(livelock.sights[2].at, "a.rs:3");
    }
}
