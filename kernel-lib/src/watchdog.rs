//! Whether CPUs get on.

use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;

/// What is known of one CPU's progress: by the CPU itself, and by the neighbour that watches it.
///
/// The CPU counts its own [steps](Watched::step): each tick of its timer, which comes only if
/// interrupts are on, a nudge that finds interrupts on, and what long sections with interrupts
/// off call. The neighbour [looks](Watched::is_to_be_nudged) at each tick of its own, and sends
/// an interrupt that cannot be masked if there was no step since it last looked. Only the CPU
/// that is [nudged](Watched::nudge) decides that it is stuck, and it counts in nudges that came
/// to it. So the clock of the limit goes on only while the CPU runs: several nudges that are
/// sent to a virtual CPU which its host does not run come to it as one, and then its timer's
/// tick, which is pending, is a step.
///
/// Every access is relaxed: nothing is read on the strength of another.
#[derive(Debug)]
pub struct Watched {
    /// How many steps the CPU has made.
    steps: AtomicU64,
    /// How many they were when the neighbour last looked.
    seen: AtomicU64,
    /// How many they were when the CPU was last nudged.
    at: AtomicU64,
    /// How often it has been nudged since its last step.
    nudges: AtomicU64,
}

impl Watched {
    /// A CPU that nobody has looked at.
    pub const fn new() -> Self {
        Self {
            steps: AtomicU64::new(0),
            seen: AtomicU64::new(u64::MAX),
            at: AtomicU64::new(u64::MAX),
            nudges: AtomicU64::new(0),
        }
    }

    /// The CPU gets on. It calls this itself, in any context.
    pub fn step(&self) {
        // Relaxed: see the type.
        self.steps.fetch_add(1, Relaxed);
    }

    /// Whether the CPU has made no step since the call before: then the neighbour, which alone
    /// calls this, nudges it.
    pub fn is_to_be_nudged(&self) -> bool {
        // Relaxed, both: see the type.
        let steps = self.steps.load(Relaxed);
        self.seen.swap(steps, Relaxed) == steps
    }

    /// The CPU has been nudged: how often since its last step, this time among them. It calls
    /// this itself, where it is not nudged again meanwhile.
    pub fn nudge(&self) -> u64 {
        // Relaxed, all: see the type.
        let steps = self.steps.load(Relaxed);
        let nudges = self.nudges() + 1;
        self.nudges.store(nudges, Relaxed);
        self.at.store(steps, Relaxed);
        nudges
    }

    /// How often the CPU has been nudged since its last step. It asks this itself.
    pub fn nudges(&self) -> u64 {
        // Relaxed, all: see the type.
        match self.at.load(Relaxed) == self.steps.load(Relaxed) {
            true => self.nudges.load(Relaxed),
            false => 0,
        }
    }
}

impl Default for Watched {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A limit, in nudges.
    const LIMIT: u64 = 10;

    /// What a CPU does between two ticks of its neighbour.
    #[derive(Clone, Copy)]
    enum Cpu {
        /// It runs, and makes so many steps.
        Runs(u64),
        /// Its host does not run it: what is sent to it stays pending.
        Stands,
    }

    /// Whether a CPU that does this is found stuck.
    fn is_stuck(watched: &Watched, does: impl IntoIterator<Item = Cpu>) -> bool {
        let mut pending = false;
        let mut most = 0;
        for cpu in does {
            pending |= watched.is_to_be_nudged();
            if let Cpu::Runs(steps) = cpu {
                if core::mem::take(&mut pending) {
                    most = most.max(watched.nudge());
                }
                (0..steps).for_each(|_| watched.step());
            }
        }
        most >= LIMIT
    }

    #[test]
    fn a_cpu_without_a_step_is_stuck_at_the_limit_and_not_before() {
        let spins = |ticks| vec![Cpu::Runs(0); ticks];
        // The first look finds nothing to compare with.
        assert!(!is_stuck(&Watched::new(), spins(10)));
        assert!(is_stuck(&Watched::new(), spins(11)));
        // After steps, too: those before count for nothing.
        let watched = Watched::new();
        assert!(!is_stuck(&watched, vec![Cpu::Runs(3); 50]));
        assert!(!is_stuck(&watched, spins(10)));
        assert!(is_stuck(&watched, spins(1)));
    }

    #[test]
    fn a_long_section_that_gets_on_is_not_stuck() {
        let seldom = |tick| Cpu::Runs(u64::from(tick % 8 == 7));
        assert!(!is_stuck(&Watched::new(), (0..10_000).map(seldom)));
        let too_seldom = |tick| Cpu::Runs(u64::from(tick % 12 == 11));
        assert!(is_stuck(&Watched::new(), (0..10_000).map(too_seldom)));
    }

    #[test]
    fn a_cpu_that_its_host_does_not_run_is_not_stuck() {
        // When it runs again, its tick is pending.
        let mut does = vec![Cpu::Stands; 1_000];
        does.push(Cpu::Runs(1));
        let again = does.repeat(100);
        assert!(!is_stuck(&Watched::new(), again.clone()));
        // A watchdog that believed its own ticks alone would find it so.
        let watched = Watched::new();
        let mut looks = (0..1_000).map(|_| watched.is_to_be_nudged());
        assert!(!looks.next().expect("the first"));
        assert!(looks.all(|nudges| nudges));
    }

    #[test]
    fn a_stuck_cpu_that_its_host_runs_seldom_is_found_later() {
        let seldom = |tick| match tick % 100 {
            0 => Cpu::Runs(0),
            _ => Cpu::Stands,
        };
        assert!(!is_stuck(&Watched::new(), (0..900).map(seldom)));
        assert!(is_stuck(&Watched::new(), (0..1_100).map(seldom)));
    }
}
