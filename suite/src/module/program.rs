//! What a module is, and what the CPUs of a model do with it.

use super::Told;
use crate::report::{Description, Mode};
use core::fmt::{self, Debug, Formatter};
use latchwork_layer::Refinement;
use latchwork_layer::{Log, Spec};

/// The events of a module.
pub(super) type Event<M> = <<M as Module>::Spec as Spec>::Event;

/// Something that keeps a log, and a specification that the log is held against.
pub trait Module: Sized + Send + Sync + 'static {
    /// The specification.
    type Spec: Spec<Event: Ord + Send + Sync + 'static> + Send + Sync + 'static;

    /// One that nobody has used yet.
    fn new() -> Self;

    /// The specification of such a one.
    fn spec() -> Self::Spec;

    /// What has happened to it.
    fn log(&self) -> &Log<Event<Self>>;
}

/// Some CPUs, each of which does some operations on a module.
pub struct Program<M: Module> {
    /// Tells it apart from other programs over the same module.
    pub name: &'static str,
    /// How many CPUs.
    pub cpus: usize,
    /// Operations of each.
    pub operations: usize,
    /// An operation of a CPU, the so-manieth from 0 on; notes what it was told.
    pub operation: fn(&M, cpu: usize, round: usize, &Told<Event<M>>),
}

impl<M: Module> Program<M> {
    /// `3x2`: CPUs × operations.
    pub(super) fn client(&self) -> String {
        format!("{}x{}", self.cpus, self.operations)
    }

    /// Describes a check of the program, as a part of `claim`.
    pub(super) fn describe(
        &self,
        claim: Refinement<'_>,
        property: &str,
        variant: Option<&str>,
        mode: Mode,
        weight: u32,
    ) -> Description {
        let (name, client) = (self.name, self.client());
        let variant = variant.map(|variant| format!("/{variant}"));
        let part = format!("{name}/{client}{}", variant.unwrap_or_default());
        Description {
            property: format!("{name}: {property}"),
            client,
            mode,
            weight,
            ..Description::of(claim, &part)
        }
    }
}

impl<M: Module> Clone for Program<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Module> Copy for Program<M> {}

impl<M: Module> Debug for Program<M> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("name", &self.name)
            .field("cpus", &self.cpus)
            .field("operations", &self.operations)
            .finish_non_exhaustive()
    }
}
