//! One CPU, and the environment that plays all others.

use super::{Context, Protocol};
use crate::module::{Calls, Event, Program, Work};
use crate::{Failure, Property};
use latchwork_atomic::model;
use latchwork_layer::{Entry, RelyGuarantee, Stuck};
use std::sync::Arc;

/// The CPU whose code is in question.
const IN_QUESTION: usize = 0;

/// The program of one CPU, against one context.
pub(super) struct Alone<P: Protocol> {
    pub(super) program: Program<P>,
    pub(super) context: Arc<Context<P::Deed>>,
    pub(super) conditions: P::Conditions,
}

impl<P: Protocol> Work<P> for Alone<P> {
    /// Whatever the number of CPUs in the context.
    fn cpus(&self) -> usize {
        2
    }

    /// The environment's calls are those of the context.
    fn callers(&self) -> usize {
        1
    }

    fn run(&self, module: &P, thread: usize, calls: &Calls<Event<P>>) {
        if thread == IN_QUESTION {
            return self.program.run(module, IN_QUESTION, calls);
        }
        let mut kept = P::Kept::default();
        for &(cpu, deed) in &self.context.0 {
            model::as_cpu(cpu, || module.play(cpu, deed, &mut kept));
        }
    }

    /// First: what the CPU in question has done wrong is told as its own.
    fn kept(&self, log: &[Entry<Event<P>>]) -> Result<(), Failure> {
        let events: Vec<_> = log
            .iter()
            .map(|entry| (entry.cpu, entry.event.clone()))
            .collect();
        let kept = self.conditions.guarantee(IN_QUESTION, &events);
        kept.map_err(|Stuck(reason)| {
            Failure::new(Property::RelyGuarantee, "broken guarantee", reason)
        })
    }

    /// The environment has done what the context says, all of it and in its order.
    fn ended(&self, _module: &P, log: &[Entry<Event<P>>]) -> Result<(), Failure> {
        let others = log.iter().filter(|entry| entry.cpu != IN_QUESTION);
        let mut left: Vec<_> = others.collect();
        for &(cpu, deed) in &self.context.0 {
            let fits = |events: &Vec<Event<P>>| {
                let logged = left.iter().map(|entry| (entry.cpu, &entry.event));
                let expected = events.iter().map(|event| (cpu, event));
                left.len() >= events.len() && logged.take(events.len()).eq(expected)
            };
            let Some(events) = P::appends(deed).into_iter().find(fits) else {
                let logged = left.first().map(|entry| (entry.cpu, &entry.event));
                let reason = format!("CPU {cpu} was to do {deed:?}; the log says {logged:?}");
                return Err(otherwise(reason).of_the_whole_log());
            };
            left.drain(..events.len());
        }
        match left.first() {
            Some(Entry { cpu, event, .. }) => Err(otherwise(format!(
                "the context has ended, and CPU {cpu} goes through {event:?}"
            ))),
            None => Ok(()),
        }
    }
}

fn otherwise(reason: String) -> Failure {
    Failure::new(Property::Refinement, "not as in the context", reason)
}

impl<P: Protocol> Clone for Alone<P> {
    fn clone(&self) -> Self {
        Self {
            program: self.program,
            context: Arc::clone(&self.context),
            conditions: self.conditions.clone(),
        }
    }
}
