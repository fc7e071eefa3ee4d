//! What a module is, and what the CPUs of a model do with one.

use super::Calls;
use crate::{Failure, Property};
use latchwork_layer::{Entry, Log, Spec, Violation};

/// The events of a module.
pub(crate) type Event<M> = <<M as Module>::Spec as Spec>::Event;

/// Something that keeps a log, and a specification that the log is held against.
pub trait Module: Sized + Send + Sync + 'static {
    /// The specification.
    type Spec: Spec<Event: Ord + Send + Sync + 'static> + Send + Sync + 'static;

    /// Whether it must be [at rest](Spec::at_rest) once every CPU has finished.
    const RESTS: bool = false;

    /// One that nobody has used yet.
    fn new() -> Self;

    /// The specification of such a one.
    fn spec() -> Self::Spec;

    /// What has happened to it.
    fn log(&self) -> &Log<Event<Self>>;

    /// The failure that a log is which leaves the specification with `violation`.
    fn off_specification(violation: &Violation<Self::Spec>) -> Failure {
        let Entry { cpu, event, .. } = &violation.entry;
        let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
        Failure::of(Property::Refinement, reason).marking([violation.index])
    }
}

/// What the CPUs of a model do with a module, and what must come of it.
pub(crate) trait Work<M: Module>: Clone + Send + Sync + 'static {
    /// How many CPUs the model has.
    fn cpus(&self) -> usize;

    /// CPUs whose events must be those of their calls, from 0 on.
    fn callers(&self) -> usize {
        self.cpus()
    }

    /// Does what `cpu` does, and notes its calls.
    fn run(&self, module: &M, cpu: usize, calls: &Calls<Event<M>>);

    /// All CPUs have finished: they must have done their own part in `log`. Asked
    /// before the log is held against the specification.
    ///
    /// # Errors
    ///
    /// If one has not.
    fn kept(&self, log: &[Entry<Event<M>>]) -> Result<(), Failure> {
        let _ = log;
        Ok(())
    }

    /// All CPUs have finished, and `log` is one of the specification's: what else
    /// must hold of it, and of `module`.
    ///
    /// # Errors
    ///
    /// If it does not.
    fn ended(&self, module: &M, log: &[Entry<Event<M>>]) -> Result<(), Failure> {
        let _ = (module, log);
        Ok(())
    }
}
