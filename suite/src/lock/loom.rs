//! How far locks are explored under loom.

use super::Client;
use crate::explore::{Limits, explore};
use crate::{Failure, Found, Run};
use latchwork_atomic::model::{Reduction, set_reduction};

/// A client, the limits it is explored in, and about how long that takes.
#[derive(Clone, Copy, Debug)]
pub struct Exploration {
    /// The program.
    pub client: Client,
    /// How far.
    pub limits: Limits,
    /// Whether CPUs with the same program are taken for interchangeable.
    pub symmetric: bool,
    /// Seconds, roughly.
    pub weight: u32,
}

impl Exploration {
    /// Every execution.
    pub const fn complete(client: Client, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::None,
            symmetric: false,
            weight,
        }
    }

    /// Executions with at most `preemptions` preemptions, the first `executions`
    /// of them.
    pub const fn bounded(client: Client, preemptions: usize, executions: u64, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::Bounded {
                preemptions,
                executions,
            },
            symmetric: false,
            weight,
        }
    }

    /// This exploration up to the names of CPUs that run the same program: one execution
    /// of those that differ by them. Only for a lock that treats all CPUs alike;
    /// a comparison with [`LeftOut::Names`](super::LeftOut::Names) tests on a smaller client whether it
    /// does.
    pub const fn symmetric(mut self) -> Self {
        self.symmetric = true;
        self
    }

    /// What is left out of it.
    fn reduction(self) -> Reduction {
        match self.symmetric {
            true => Reduction {
                alike_from: Some(self.client.alike_from()),
                ..Reduction::ANY_PROGRAM
            },
            false => Reduction::ANY_PROGRAM,
        }
    }

    /// Explores `model`, a program of the client.
    pub(super) fn explore(
        self,
        run: &Run,
        model: impl Fn() + Send + Sync + 'static,
    ) -> Result<Found, Failure> {
        set_reduction(self.reduction());
        let found = explore(run, self.limits, model);
        set_reduction(Reduction::ANY_PROGRAM);
        let Found { mode, detail } = found?;
        let names = self.symmetric.then(|| "up to the names of CPUs".to_owned());
        let limits = Some(detail).filter(|limits| !limits.is_empty());
        let details: Vec<String> = names.into_iter().chain(limits).collect();
        Ok(Found {
            mode,
            detail: details.join("; "),
        })
    }
}
