//! Programs whose CPUs do some operations each.

use super::{Calls, Event, Module, Work, describe};
use crate::report::{Description, Mode};
use core::fmt::{self, Debug, Formatter};
use latchwork_layer::Refinement;

/// Some CPUs, each of which does some operations on a module.
pub struct Program<M: Module> {
    /// Tells it apart from other programs over the same module.
    pub name: &'static str,
    /// How many CPUs.
    pub cpus: usize,
    /// Operations of each.
    pub operations: usize,
    /// An operation of a CPU, the so-manieth from 0 on; notes what it was told.
    pub operation: fn(&M, cpu: usize, round: usize, &Calls<Event<M>>),
}

impl<M: Module> Program<M> {
    /// Describes a check of the program, as a part of `claim`.
    pub(super) fn describe(
        &self,
        claim: Refinement<'_>,
        property: &str,
        variant: Option<&str>,
        mode: Mode,
        weight: u32,
    ) -> Description {
        // CPUs × operations.
        let size = format!("{}x{}", self.cpus, self.operations);
        describe(claim, (self.name, size), property, variant, mode, weight)
    }
}

impl<M: Module> Work<M> for Program<M> {
    fn cpus(&self) -> usize {
        self.cpus
    }

    fn run(&self, module: &M, cpu: usize, calls: &Calls<Event<M>>) {
        for round in 0..self.operations {
            (self.operation)(module, cpu, round, calls);
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
