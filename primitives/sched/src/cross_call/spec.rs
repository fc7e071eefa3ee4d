//! Calls between CPUs, as a caller sees them.

use super::{CpuSet, CrossCallEvent};
use latchwork_layer::{Layer, Object, Spec, Stuck};
use latchwork_lock::author::HARDWARE;
use std::collections::BTreeSet;

/// Calls between CPUs.
pub static CROSS_CALLS: Layer = Layer {
    name: "cross-calls",
    objects: &[Object {
        name: "calls between CPUs",
        specification: "latchwork_sched::cross_call::CrossCallSpec",
        rely: "each CPU that is called takes its interrupt at some time, or serves; no function waits for ever",
        guarantee: "this CPU runs what it is called for once, also while it waits for a call of its own",
    }],
    rests_on: &[&HARDWARE],
};

/// Calls between `CPUS` CPUs, of which each may have `slots` under way.
///
/// | event | allowed if | then |
/// |---|---|---|
/// | `Call(cpus)`, `Post(cpus)` | fewer than `slots` calls of this CPU are under way | each of `cpus` has it to start |
/// | `Refuse(cpus)` | as many are | |
/// | `Start(c)` | this CPU has a call of `c` to start | it has it to finish |
/// | `Finish(c)` | this CPU has a call of `c` to finish | |
/// | `Return` | nobody has the latest call that this CPU waits for to finish, or to start | it waits for it no more |
///
/// Which of two calls of `c` a CPU starts is left open: the state has all that may be.
#[derive(Clone, Copy, Debug)]
pub struct CrossCallSpec<const CPUS: usize> {
    slots: usize,
}

/// By CPU, what its calls may be.
pub type CrossCallState<const CPUS: usize> = Vec<BTreeSet<Vec<UnderWay<CPUS>>>>;

/// A call that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnderWay<const CPUS: usize> {
    /// Who has it to start.
    start: CpuSet<CPUS>,
    /// Who has it to finish.
    finish: CpuSet<CPUS>,
    /// Whether its caller waits for it.
    waits: bool,
}

impl<const CPUS: usize> UnderWay<CPUS> {
    fn is_run(&self) -> bool {
        self.start.is_empty() && self.finish.is_empty()
    }
}

impl<const CPUS: usize> CrossCallSpec<CPUS> {
    /// The specification of calls with so many slots for each CPU.
    pub fn new(slots: usize) -> Self {
        Self { slots }
    }

    /// Whether all slots are taken.
    fn is_full(&self, calls: &[UnderWay<CPUS>]) -> bool {
        calls.iter().filter(|call| !call.is_run()).count() >= self.slots
    }
}

/// What each of `calls` may become, if it may become anything.
fn each<const CPUS: usize>(
    calls: &[UnderWay<CPUS>],
    becomes: impl Fn(UnderWay<CPUS>) -> Option<UnderWay<CPUS>>,
) -> Vec<Vec<UnderWay<CPUS>>> {
    let after = |index: usize| {
        let mut calls = calls.to_vec();
        calls[index] = becomes(calls[index])?;
        calls.retain(|call| call.waits || !call.is_run());
        Some(calls)
    };
    (0..calls.len()).filter_map(after).collect()
}

impl<const CPUS: usize> Spec for CrossCallSpec<CPUS> {
    type State = CrossCallState<CPUS>;
    type Event = CrossCallEvent<CPUS>;

    fn initial(&self) -> Self::State {
        vec![BTreeSet::from([Vec::new()]); CPUS]
    }

    fn step(&self, state: &mut Self::State, cpu: usize, event: &Self::Event) -> Result<(), Stuck> {
        let (of, reason) = match *event {
            CrossCallEvent::Call(_) | CrossCallEvent::Post(_) => (cpu, "all its slots are taken"),
            CrossCallEvent::Refuse(_) => (cpu, "it has a free slot"),
            CrossCallEvent::Start(from) => (from, "it has not been called, or has started"),
            CrossCallEvent::Finish(from) => (from, "it has not started"),
            CrossCallEvent::Return => (
                cpu,
                "somebody has yet to run its call, or it waits for none",
            ),
        };
        let next = |calls: &Vec<UnderWay<CPUS>>| match *event {
            CrossCallEvent::Call(_) | CrossCallEvent::Post(_) if self.is_full(calls) => Vec::new(),
            CrossCallEvent::Call(start) | CrossCallEvent::Post(start) => {
                let waits = matches!(event, CrossCallEvent::Call(_));
                let finish = CpuSet::none();
                let mut calls = calls.clone();
                calls.push(UnderWay {
                    start,
                    finish,
                    waits,
                });
                calls.retain(|call| call.waits || !call.is_run());
                vec![calls]
            }
            CrossCallEvent::Refuse(_) if self.is_full(calls) => vec![calls.clone()],
            CrossCallEvent::Refuse(_) => Vec::new(),
            CrossCallEvent::Start(_) => each(calls, |call| {
                call.start.contains(cpu).then(|| UnderWay {
                    start: call.start.without(cpu),
                    finish: call.finish.with(cpu),
                    ..call
                })
            }),
            CrossCallEvent::Finish(_) => each(calls, |call| {
                call.finish.contains(cpu).then(|| UnderWay {
                    finish: call.finish.without(cpu),
                    ..call
                })
            }),
            CrossCallEvent::Return => {
                let mut calls = calls.clone();
                match calls.iter().rposition(|call| call.waits) {
                    Some(latest) if calls[latest].is_run() => {
                        calls.remove(latest);
                        vec![calls]
                    }
                    _ => Vec::new(),
                }
            }
        };
        let Some(calls) = state.get_mut(of) else {
            return Err(Stuck::because(format!("there is no CPU {of}")));
        };
        *calls = calls.iter().flat_map(next).collect();
        match calls.is_empty() {
            true => Err(Stuck::because(reason)),
            false => Ok(()),
        }
    }

    fn invariant(&self, state: &Self::State) -> Result<(), Stuck> {
        let mut calls = state.iter().flatten().flatten();
        match calls.any(|call| call.start.iter().any(|cpu| call.finish.contains(cpu))) {
            true => Err(Stuck::because("a CPU runs a call twice")),
            false => Ok(()),
        }
    }

    fn show(&self, state: &Self::State) -> String {
        let shown = |call: &UnderWay<CPUS>| {
            let waits = if call.waits { "; it waits" } else { "" };
            format!(
                "{:?} to start, {:?} to finish{waits}",
                call.start, call.finish
            )
        };
        let of = |(cpu, calls): (usize, &BTreeSet<Vec<_>>)| {
            let first = calls.iter().find(|calls| !calls.is_empty())?;
            let calls: Vec<_> = first.iter().map(shown).collect();
            Some(format!("CPU {cpu}: {}", calls.join(", ")))
        };
        let all: Vec<_> = state.iter().enumerate().filter_map(of).collect();
        match all.is_empty() {
            true => "no calls".to_owned(),
            false => all.join("; "),
        }
    }

    fn at_rest(&self, state: &Self::State) -> bool {
        state.iter().all(|calls| calls.contains(&Vec::new()))
    }
}

#[cfg(test)]
mod one_cpu {
    use super::*;
    use CrossCallEvent::{Call, Finish, Post, Refuse, Return, Start};
    use core::panic::Location;
    use latchwork_layer::{Entry, replay};

    fn run(slots: usize, events: &[(usize, CrossCallEvent<2>)]) -> Result<bool, String> {
        let spec = CrossCallSpec::<2>::new(slots);
        let entry = |&(cpu, event): &_| Entry {
            cpu,
            event,
            failed_polls: 0,
            position: None,
            at: Location::caller(),
        };
        let log: Vec<_> = events.iter().map(entry).collect();
        replay(&spec, &log)
            .map(|state| spec.at_rest(&state))
            .map_err(|violation| violation.reason)
    }

    const BOTH: CpuSet<2> = CpuSet::first(2);
    const OTHER: CpuSet<2> = CpuSet::none().with(1);

    #[test]
    fn what_is_called_is_run_once_by_each() {
        let run = |events: &[_]| run(1, events);
        let all = [
            (0, Call(BOTH)),
            (1, Start(0)),
            (0, Start(0)),
            (1, Finish(0)),
            (0, Finish(0)),
            (0, Return),
        ];
        assert_eq!(run(&all), Ok(true));
        assert_eq!(run(&all[..5]), Ok(false));
        assert_eq!(run(&[(0, Call(CpuSet::none())), (0, Return)]), Ok(true));
        let early = [all[0], all[1], all[2], all[3], all[5]];
        let yet = "somebody has yet to run its call, or it waits for none";
        assert_eq!(run(&early), Err(yet.to_owned()));
        assert_eq!(run(&[(0, Return)]), Err(yet.to_owned()));
        let twice = [all[0], all[1], all[1]];
        let started = "it has not been called, or has started";
        assert_eq!(run(&twice), Err(started.to_owned()));
        assert_eq!(run(&[all[0], all[3]]), Err("it has not started".to_owned()));
        assert_eq!(run(&[(2, Start(2))]), Err("there is no CPU 2".to_owned()));
    }

    #[test]
    fn slots_are_taken_until_everybody_has_finished() {
        let run = |events: &[_]| run(2, events);
        let (post, start, finish) = ((0, Post(OTHER)), (1, Start(0)), (1, Finish(0)));
        let refuse = (0, Refuse(OTHER));
        assert_eq!(run(&[post, post, refuse, start, finish, post]), Ok(false));
        assert_eq!(run(&[post, start, finish]), Ok(true));
        assert_eq!(run(&[post, start]), Ok(false));
        assert_eq!(run(&[(0, Post(CpuSet::none()))]), Ok(true));
        let full = "all its slots are taken";
        assert_eq!(run(&[post, post, start, post]), Err(full.to_owned()));
        let free = "it has a free slot";
        assert_eq!(run(&[post, refuse]), Err(free.to_owned()));
    }

    /// Of a post and a call the other may start either first.
    #[test]
    fn what_is_started_first_is_left_open() {
        let (start, finish) = ((1, Start(0)), (1, Finish(0)));
        let begun = [
            (0, Post(OTHER)),
            (0, Call(OTHER)),
            start,
            finish,
            (0, Return),
        ];
        assert_eq!(run(2, &begun), Ok(false));
        assert_eq!(run(2, &[&begun[..], &[start, finish]].concat()), Ok(true));
    }

    #[test]
    fn it_is_shown_in_words() {
        let spec = CrossCallSpec::<2>::new(1);
        let mut state = spec.initial();
        assert_eq!(spec.show(&state), "no calls");
        spec.step(&mut state, 0, &Call(BOTH)).unwrap();
        spec.step(&mut state, 1, &Start(0)).unwrap();
        let shown = "CPU 0: {0} to start, {1} to finish; it waits";
        assert_eq!(spec.show(&state), shown);
        let twice = UnderWay {
            start: BOTH,
            finish: OTHER,
            waits: false,
        };
        state[0] = BTreeSet::from([vec![twice]]);
        assert_eq!(
            spec.invariant(&state),
            Err(Stuck::because("a CPU runs a call twice"))
        );
    }
}
