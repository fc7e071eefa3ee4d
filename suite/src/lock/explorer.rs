//! How far locks are explored by the explorer.

use super::Client;
use crate::explore::{Limits, explore};
use crate::{Failure, Found, Run};

/// A client, the limits it is explored in, and about how long that takes.
#[derive(Clone, Copy, Debug)]
pub struct Exploration {
    /// The program.
    pub client: Client,
    /// How far.
    pub limits: Limits,
    /// Seconds, roughly.
    pub weight: u32,
}

impl Exploration {
    /// Every execution.
    pub const fn complete(client: Client, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::None,
            weight,
        }
    }

    /// This exploration, but no more than about so many executions.
    pub const fn at_most(self, executions: u64) -> Self {
        Self {
            limits: Limits::Executions(executions),
            ..self
        }
    }

    /// Explores `model`, a program of the client.
    pub(super) fn explore(
        self,
        run: &Run,
        model: impl Fn() + Send + Sync + 'static,
    ) -> Result<Found, Failure> {
        explore(run, self.limits, model)
    }
}
