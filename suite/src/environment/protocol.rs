//! Modules whose CPUs keep to a rely and a guarantee.

use crate::module::{Event, Module};
use core::fmt::Debug;
use latchwork_layer::RelyGuarantee;

/// A module of which each CPU's code can be checked alone, against all that the
/// others may do.
pub trait Protocol: Module {
    /// What each CPU relies on, and what it guarantees.
    type Conditions: RelyGuarantee<Event = Event<Self>> + Clone + Send + Sync + 'static;

    /// A call of a CPU of the environment.
    type Deed: Copy + Debug + Send + Sync + 'static;

    /// What the environment keeps from call to call: the tokens of what it holds, for
    /// instance.
    type Kept: Default;

    /// The events that `deed` may append: one of these sequences.
    fn appends(deed: Self::Deed) -> Vec<Vec<Event<Self>>>;

    /// The current CPU, which is one of the environment's, does `deed`.
    fn play(&self, cpu: usize, deed: Self::Deed, kept: &mut Self::Kept);
}

/// What all other CPUs do, in order: (cpu, deed).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Context<D>(pub Vec<(usize, D)>);

/// The contexts of `length` deeds, out of `deeds`, in which every CPU of the
/// environment keeps its guarantee. Of the events that a deed may append, the first
/// that the guarantee allows are taken.
///
/// CPU 0 is the one in question, of `cpus` in all; the others are numbered as they
/// first appear, so that contexts that differ only in names are one context.
pub fn contexts<P: Protocol>(
    conditions: &P::Conditions,
    deeds: &[P::Deed],
    cpus: usize,
    length: usize,
) -> Vec<Context<P::Deed>> {
    let mut search = Search::<P> {
        conditions,
        deeds,
        cpus,
        length,
        found: Vec::new(),
    };
    search.extend(&mut Vec::new(), &mut Vec::new());
    search.found
}

struct Search<'a, P: Protocol> {
    conditions: &'a P::Conditions,
    deeds: &'a [P::Deed],
    cpus: usize,
    length: usize,
    found: Vec<Context<P::Deed>>,
}

impl<P: Protocol> Search<'_, P> {
    fn extend(&mut self, done: &mut Vec<(usize, P::Deed)>, log: &mut Vec<(usize, Event<P>)>) {
        if done.len() == self.length {
            self.found.push(Context(done.clone()));
            return;
        }
        let appeared = done.iter().map(|&(cpu, _)| cpu).max().unwrap_or(0);
        for cpu in 1..=(appeared + 1).min(self.cpus - 1) {
            for &deed in self.deeds {
                let before = log.len();
                for events in P::appends(deed) {
                    log.extend(events.into_iter().map(|event| (cpu, event)));
                    let kept =
                        (1..self.cpus).all(|cpu| self.conditions.guarantee(cpu, log).is_ok());
                    if kept {
                        done.push((cpu, deed));
                        self.extend(done, log);
                        done.pop();
                    }
                    log.truncate(before);
                    if kept {
                        break;
                    }
                }
            }
        }
    }
}
