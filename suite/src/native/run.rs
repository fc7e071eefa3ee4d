//! Runs a stress, and has a watchdog look after it.

use super::stress::Stress;
use super::watchdog::{self, Enough};
use crate::{Run, supervise};
use latchwork_atomic::model;
use std::sync::Arc;

/// What each thread does.
type Work = Box<dyn Fn(&Stress, usize) + Send + Sync>;

impl Stress {
    /// Runs `work(stress, cpu)` on `cpus` threads, for as long as `run` asks for
    /// and until there is `enough` (`work` sees that by [`Stress::goes_on`]), and
    /// adds the acquisitions to those of `run`; how many they were is the result.
    ///
    /// # Panics
    ///
    /// If the work of a thread does, or if nobody gets on for long. Threads that
    /// wait for each other are left behind then: the process must end.
    pub(super) fn run(
        run: &Run,
        cpus: usize,
        enough: impl Fn() -> bool + Send + 'static,
        work: impl Fn(&Stress, usize) + Send + Sync + 'static,
    ) -> u64 {
        // The threads and the watchdog are compiled once, and not for each lock.
        Self::run_boxed(run, cpus, Box::new(enough), Box::new(work))
    }

    fn run_boxed(run: &Run, cpus: usize, enough: Enough, work: Work) -> u64 {
        let stress = Arc::new(Self::of(cpus, run));
        let supervisor = supervise::report();
        let report = stress.reporting_to(run, supervisor.clone());
        let watchdog = watchdog::start(&stress, run, enough, report.clone());
        let on_threads = Arc::clone(&stress);
        model::run(
            cpus,
            move |cpu| {
                supervise::report_to(report.clone());
                work(&on_threads, cpu);
            },
            || (),
        );
        stress.end();
        watchdog.end();
        supervise::report_to(supervisor);
        stress.count_in(run);
        stress.acquisitions()
    }

    /// `report`, with the acquisitions counted first.
    fn reporting_to(
        self: &Arc<Self>,
        run: &Run,
        report: Option<supervise::Report>,
    ) -> Option<supervise::Report> {
        let (stress, run) = (Arc::clone(self), run.clone());
        report.map(|report| {
            Arc::new(move |message: &str, at: &str| {
                stress.count_in(&run);
                report(message, at);
            }) as supervise::Report
        })
    }
}
