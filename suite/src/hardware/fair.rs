//! Fairness, enforced.

use super::{Point, Policy};
use core::fmt::{self, Debug, Formatter};

/// Another policy, overruled where it would be unfair: of any `window` decisions
/// in a row at which a CPU can run, one at least is for it.
///
/// The policy is overruled as late as can be: when some CPUs could not all be
/// served in time any more, the one that has stood longest goes on.
pub struct Fair<P> {
    policy: P,
    window: usize,
    /// For each CPU, the decisions in a row at which it could run and did not.
    passed_over: Vec<usize>,
}

impl<P: Policy> Fair<P> {
    /// `policy`, within a window of decisions.
    pub fn new(policy: P, window: usize) -> Self {
        Self {
            policy,
            window,
            passed_over: Vec::new(),
        }
    }

    /// Whether everybody else can still be served in time if `chosen` goes on.
    fn leaves_time(&self, runnable: &[usize], chosen: usize) -> bool {
        let others = runnable.iter().filter(|&&cpu| cpu != chosen);
        let mut stood: Vec<usize> = others.map(|&cpu| self.passed_over[cpu] + 1).collect();
        stood.sort_unstable_by(|one, other| other.cmp(one));
        let in_time = |(served_before, stood): (usize, &usize)| stood + served_before < self.window;
        stood.iter().enumerate().all(in_time)
    }
}

impl<P: Policy> Policy for Fair<P> {
    fn begin(&mut self) {
        self.policy.begin();
        self.passed_over.clear();
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        assert!(
            point.runnable.len() <= self.window,
            "{} CPUs cannot all take a step within {} decisions",
            point.runnable.len(),
            self.window
        );
        let cpus = point.runnable.last().map_or(0, |last| last + 1);
        if self.passed_over.len() < cpus {
            self.passed_over.resize(cpus, 0);
        }
        let mut chosen = self.policy.choose(point);
        if !self.leaves_time(point.runnable, chosen) {
            let stood = |cpu: &&usize| self.passed_over[**cpu];
            chosen = *point.runnable.iter().max_by_key(stood).expect("not empty");
        }
        for (cpu, passed_over) in self.passed_over.iter_mut().enumerate() {
            let stands = cpu != chosen && point.can_run(cpu);
            *passed_over = if stands { *passed_over + 1 } else { 0 };
        }
        chosen
    }
}

impl<P> Debug for Fair<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fair")
            .field("window", &self.window)
            .finish_non_exhaustive()
    }
}
