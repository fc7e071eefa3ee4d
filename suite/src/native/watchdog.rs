//! Ends a stress in which nobody gets on.

use super::stress::{At, Stress, longest, time};
use crate::{Property, Run, supervise, violated};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often the watchdog looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks without any acquisition after which the threads are taken to be stuck:
/// ten seconds in which this process ran. On a loaded host a queue of spinning
/// threads makes a step in the time of a few schedules.
const PATIENCE: u32 = 200;

/// As many for a twin that must hang: three seconds, which its threads may spin away.
const PATIENCE_WITH_A_TWIN: u32 = 60;

/// The watchdog of one stress.
#[derive(Debug)]
pub(super) struct Watchdog(JoinHandle<()>);

/// Whether enough has happened for a stress to end when its time is over.
pub(super) type Enough = Box<dyn Fn() -> bool + Send>;

/// Begins to watch `stress`, which is over in the time that `run` wants, and when
/// there is `enough`. What the watchdog finds it tells `report`.
pub(super) fn start(
    stress: &Arc<Stress>,
    run: &Run,
    enough: Enough,
    report: Option<supervise::Report>,
) -> Watchdog {
    let (stress, run) = (Arc::clone(stress), run.clone());
    Watchdog(thread::spawn(move || {
        supervise::report_to(report);
        let begin = Instant::now();
        let patience = match run.must_hang {
            true => PATIENCE_WITH_A_TWIN,
            false => PATIENCE,
        };
        let (mut last, mut looks) = (0, 0);
        while !stress.has_ended() {
            thread::park_timeout(PAUSE);
            let elapsed = begin.elapsed();
            if elapsed >= time(&run) && enough() || elapsed >= longest(&run) {
                stress.is_over();
            }
            stress.count_in(&run);
            let now = stress.acquisitions();
            looks = if now == last { looks + 1 } else { 0 };
            last = now;
            if looks == patience {
                violated(Property::Progress, stuck(&stress, PAUSE * patience));
            }
        }
    }))
}

impl Watchdog {
    /// Waits for the watchdog, now that all threads have ended.
    pub(super) fn end(self) {
        self.0.thread().unpark();
        // If it has panicked, whoever it reports to knows.
        let _ = self.0.join();
    }
}

/// Where everybody has been for so `long`.
fn stuck(stress: &Stress, long: Duration) -> String {
    let places = stress.places().enumerate();
    let inside = places.filter(|&(_, at)| at != At::Outside);
    let told: Vec<_> = inside.map(|(cpu, at)| format!("CPU {cpu} {at}")).collect();
    format!(
        "nobody has acquired for {long:?}: {}, and all others outside",
        told.join(", ")
    )
}
