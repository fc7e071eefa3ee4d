//! An execution as a counterexample: its log, and the specification of the log.

use crate::counterexample::{Beside, Counterexample, Left, Step, place};
use crate::failure::{Failure, Sight};
use latchwork_layer::{Entry, Spec, Stuck};

/// The events that are shown before those that are marked and the last ones.
const EVENTS: usize = 64;

/// The events that are shown after the last that is marked.
const AFTERMATH: usize = 6;

/// The counterexample that shows `failure` by the events of `log`, each with the state
/// of `spec` after it.
///
/// It begins where the object was last [at rest](Spec::at_rest) before the
/// events that the failure lies in, ends where it is at rest after them or soon
/// after them, and shows at most so many events as a person may want to read.
pub fn counterexample<S: Spec>(
    spec: &S,
    log: &[Entry<S::Event>],
    failure: &Failure,
) -> Counterexample {
    let replayed = Replayed::of(spec, log);
    let sights = failure.sights(replayed.stuck.is_some());
    let earlier: Vec<(Option<usize>, &Sight)> = sights
        .iter()
        .filter(|sight| sight.earlier)
        .map(|sight| (replayed.last_use(spec, sight.cpu), sight))
        .collect();
    let mut marks = failure.marks.clone();
    marks.extend(replayed.stuck);
    if marks.is_empty() && sights.is_empty() {
        marks.extend(log.len().checked_sub(1));
    }
    marks.retain(|&mark| mark < log.len());

    let places = places(log, &failure.seen.beside);
    let marked = failure.seen.beside.iter().zip(&places);
    let marked = marked.filter(|(beside, _)| beside.step.marked);
    let needed = marks
        .iter()
        .copied()
        .chain(earlier.iter().filter_map(|&(after, _)| after))
        .chain(marked.map(|(_, after)| after.saturating_sub(1)))
        .min()
        .unwrap_or(log.len().saturating_sub(1));
    let first = if failure.whole {
        0
    } else {
        replayed.rest_before(spec, needed)
    };
    let at_the_end = sights.iter().any(|sight| !sight.earlier);
    let end = match (replayed.stuck, marks.iter().max()) {
        (Some(stuck), _) => stuck + 1,
        (None, Some(&last)) if !at_the_end && !failure.whole => {
            replayed.rest_after(spec, last).min(last + 1 + AFTERMATH)
        }
        _ => log.len(),
    };

    let beside = |after: usize| {
        let there = failure.seen.beside.iter().zip(&places);
        let there = there.filter(move |&(_, &place)| place == after);
        there.map(|(beside, _)| beside.step.clone())
    };
    let from = first.max(end.saturating_sub(EVENTS));
    let is_shown = |index: &usize| *index >= from || marks.contains(index);
    let mut steps = Vec::new();
    for index in (first..end).filter(is_shown) {
        steps.extend(beside(index));
        let entry = &log[index];
        steps.push(Step {
            number: Some(index + 1),
            cpu: entry.cpu,
            event: format!("{:?}", entry.event),
            at: place(entry.at),
            state: replayed.words[index].clone(),
            marked: marks.contains(&index),
        });
        let then = earlier.iter().filter(|(after, _)| *after == Some(index));
        steps.extend(then.map(|(_, sight)| sight.step()));
    }
    steps.extend(beside(end));
    let unplaced = earlier.iter().filter(|(after, _)| after.is_none());
    steps.extend(unplaced.map(|(_, sight)| sight.step()));
    let last = sights.iter().filter(|sight| !sight.earlier);
    steps.extend(last.map(Sight::step));

    let mut cpus: Vec<usize> = steps.iter().map(|step| step.cpu).collect();
    cpus.sort_unstable();
    cpus.dedup();
    let shown = (first..end).filter(is_shown).count();
    Counterexample {
        property: failure.property.to_string(),
        kind: failure.kind.clone(),
        reason: failure.reason.clone(),
        cpus,
        left_out: Left {
            before: first,
            between: end - first - shown,
            after: log.len() - end,
        },
        before: spec.show(&replayed.states[first]),
        steps,
    }
}

/// `failure`, on which the whole of `log` bears, shown by it.
#[cfg(any(loom, explore))]
pub(crate) fn shown<S: Spec>(failure: Failure, spec: &S, log: &[Entry<S::Event>]) -> Failure {
    let failure = failure.of_the_whole_log();
    let shown = counterexample(spec, log, &failure);
    failure.shown_by(shown)
}

/// For each step beside the log, how many events of the log come before it.
///
/// An event comes right after the last step of its thread before it, or, if the
/// events in front of it come later, right after those: of all places that fit the
/// order of the log and of each thread, this is the first.
fn places<E>(log: &[Entry<E>], beside: &[Beside]) -> Vec<usize> {
    let mut places = vec![0; beside.len()];
    let mut steps = 0;
    for (index, entry) in log.iter().enumerate() {
        let Some((thread, step)) = entry.position else {
            continue;
        };
        let earlier = |it: &Beside| it.thread == thread && it.index < step;
        let own = beside.iter().rposition(earlier).map_or(0, |last| last + 1);
        steps = steps.max(own);
        places[steps..].fill(index + 1);
    }
    places
}

/// A log held against its specification.
struct Replayed<S: Spec> {
    /// The state before each event that was replayed, and the last one.
    states: Vec<S::State>,
    /// What there is to say of each event, up to the first that is not allowed.
    words: Vec<String>,
    /// The first event that is not allowed.
    stuck: Option<usize>,
}

impl<S: Spec> Replayed<S> {
    fn of(spec: &S, log: &[Entry<S::Event>]) -> Self {
        let mut replayed = Self {
            states: vec![spec.initial()],
            words: Vec::new(),
            stuck: None,
        };
        for (index, entry) in log.iter().enumerate() {
            let mut state = replayed.states[index].clone();
            let allowed = spec
                .step(&mut state, entry.cpu, &entry.event)
                .and_then(|()| spec.invariant(&state));
            if let Err(Stuck(reason)) = allowed {
                replayed.words.push(format!("not allowed: {reason}"));
                replayed.stuck = Some(index);
                break;
            }
            replayed.words.push(spec.show(&state));
            replayed.states.push(state);
        }
        replayed
    }

    /// The last event after which `cpu` may use what the object protects.
    fn last_use(&self, spec: &S, cpu: usize) -> Option<usize> {
        let after = &self.states[1..];
        after.iter().rposition(|state| spec.may_use(state, cpu))
    }

    /// Where the object was last at rest before the event at `needed`, and an
    /// event lies between: something is to be seen that leads to it.
    fn rest_before(&self, spec: &S, needed: usize) -> usize {
        let before = &self.states[..needed.min(self.states.len())];
        before
            .iter()
            .rposition(|state| spec.at_rest(state))
            .unwrap_or(0)
    }

    /// Where the object is first at rest after the event at `last`.
    fn rest_after(&self, spec: &S, last: usize) -> usize {
        let all = self.states.len() - 1;
        (last + 1..all)
            .find(|&index| spec.at_rest(&self.states[index]))
            .unwrap_or(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Property;
    use core::panic::Location;
    use latchwork_lock::author::LockEvent::{self, Acquire, Arrive, Release, TryAcquire};
    use latchwork_lock::author::{LockSpec, Order};

    #[track_caller]
    fn log(events: &[(usize, LockEvent)]) -> Vec<Entry<LockEvent>> {
        let at = Location::caller();
        let entry = |&(cpu, event)| Entry {
            cpu,
            event,
            failed_polls: 0,
            position: None,
            at,
        };
        events.iter().map(entry).collect()
    }

    fn shown_of(events: &[(usize, LockEvent)], failure: &Failure) -> Counterexample {
        counterexample(&LockSpec { order: Order::Fifo }, &log(events), failure)
    }

    fn numbers(counterexample: &Counterexample) -> Vec<Option<usize>> {
        let steps = counterexample.steps.iter();
        steps.map(|step| step.number).collect()
    }

    /// A critical section of CPU 7.
    const ASIDE: [(usize, LockEvent); 3] = [(7, Arrive), (7, Acquire), (7, Release)];

    fn failure() -> Failure {
        Failure::new(Property::Refinement, "kind", "reason")
    }

    #[test]
    fn it_begins_at_the_last_rest_and_marks_what_is_not_allowed() {
        let bad = [(0, Arrive), (1, Arrive), (1, Acquire)];
        let shown = shown_of(&[&ASIDE[..], &bad].concat(), &failure());
        assert_eq!(numbers(&shown), [Some(4), Some(5), Some(6)]);
        assert_eq!(shown.left_out.before, 3);
        assert_eq!(
            (shown.before.as_str(), &shown.cpus[..]),
            ("free", &[0, 1][..])
        );
        let states: Vec<_> = shown
            .steps
            .iter()
            .map(|step| (step.state.as_str(), step.marked))
            .collect();
        let expected = [
            ("free; 0 waits", false),
            ("free; 0, 1 wait", false),
            ("not allowed: CPU 0 arrived before it", true),
        ];
        assert_eq!(states, expected);
    }

    #[test]
    fn something_leads_to_a_violation_at_rest() {
        let shown = shown_of(&[&ASIDE[..], &ASIDE, &[(7, Release)]].concat(), &failure());
        assert_eq!(numbers(&shown), [4, 5, 6, 7].map(Some));
    }

    #[test]
    fn the_whole_log_is_kept_where_it_matters() {
        let events = [&ASIDE[..], &ASIDE, &[(7, TryAcquire(false))]].concat();
        assert_eq!(
            shown_of(&events, &failure().of_the_whole_log()).steps.len(),
            7
        );
    }

    #[test]
    fn what_follows_the_marks_is_left_out_from_the_next_rest_on() {
        let shown = shown_of(
            &[ASIDE, ASIDE, ASIDE, ASIDE].concat(),
            &failure().marking([3]),
        );
        assert_eq!(numbers(&shown), [1, 2, 3, 4, 5, 6].map(Some));
        assert_eq!(shown.left_out.after, 6);
        let marked = shown.steps.iter().filter(|step| step.marked);
        assert_eq!(
            marked.map(|step| step.number).collect::<Vec<_>>(),
            [Some(4)]
        );
    }

    #[test]
    fn an_earlier_access_stands_where_it_was_allowed() {
        let sight = |cpu, earlier| Sight {
            cpu,
            event: "reads".to_owned(),
            at: "a.rs:1".to_owned(),
            note: String::new(),
            earlier,
        };
        let mut race = failure();
        race.sights = vec![sight(7, true), sight(0, false)];
        let shown = shown_of(
            &[&ASIDE[..], &ASIDE, &[(0, Arrive), (0, Acquire)]].concat(),
            &race,
        );
        let expected = [Some(4), Some(5), None, Some(6), Some(7), Some(8), None];
        assert_eq!(numbers(&shown), expected);
        assert_eq!(shown.cpus, [0, 7]);
    }

    #[test]
    fn steps_beside_the_log_keep_their_threads_order() {
        let beside = |thread, index, event: &str| Beside {
            thread,
            index,
            step: Step {
                number: None,
                cpu: thread,
                event: event.to_owned(),
                at: "a.rs:1".to_owned(),
                state: String::new(),
                marked: false,
            },
        };
        let mut log = log(&[(0, Arrive), (0, Acquire), (1, Arrive), (0, Release)]);
        for (entry, position) in log.iter_mut().zip([(0, 1), (0, 2), (1, 0), (0, 3)]) {
            entry.position = Some(position);
        }
        let mut stopped = failure();
        stopped.seen.beside = vec![
            beside(0, 0, "draws"),
            beside(0, 1, "reads"),
            beside(1, 0, "draws too"),
            beside(0, 2, "writes"),
            beside(1, 1, "polls"),
        ];
        let shown = counterexample(&LockSpec { order: Order::Fifo }, &log, &stopped);
        let events: Vec<_> = shown.steps.iter().map(|step| &*step.event).collect();
        let expected = [
            "draws",
            "Arrive",
            "reads",
            "Acquire",
            "Arrive",
            "draws too",
            "writes",
            "Release",
            "polls",
        ];
        assert_eq!(events, expected);
    }

    #[test]
    fn a_marked_step_beside_the_log_is_shown_with_what_leads_to_it() {
        let mut log = log(&[ASIDE, ASIDE, ASIDE].concat());
        for (index, entry) in log.iter_mut().enumerate() {
            entry.position = Some((0, index));
        }
        let mut race = failure();
        race.sights = vec![Sight {
            cpu: 7,
            event: "reads".to_owned(),
            at: "a.rs:1".to_owned(),
            note: String::new(),
            earlier: false,
        }];
        race.seen.beside = vec![Beside {
            thread: 0,
            index: 4,
            step: race.sights[0].step(),
        }];
        let shown = counterexample(&LockSpec { order: Order::Fifo }, &log, &race);
        let expected = [
            Some(4),
            Some(5),
            None,
            Some(6),
            Some(7),
            Some(8),
            Some(9),
            None,
        ];
        assert_eq!(numbers(&shown), expected);
    }

    #[test]
    fn of_many_events_the_marked_and_the_last_are_shown() {
        let waits = std::iter::once((0, Arrive));
        let tries = std::iter::repeat_n((1, TryAcquire(false)), 1000);
        let events: Vec<_> = waits.chain(tries).collect();
        let shown = shown_of(&events, &failure().marking([0, 1000]));
        assert_eq!(shown.steps.len(), EVENTS + 1);
        assert_eq!(shown.left_out.between, 1001 - EVENTS - 1);
        assert_eq!(shown.steps[0].number, Some(1));
    }

    #[test]
    fn nothing_has_happened() {
        let shown = shown_of(&[], &failure());
        assert_eq!((shown.steps.len(), shown.before.as_str()), (0, "free"));
    }
}
