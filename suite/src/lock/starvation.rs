//! An adversary that keeps one CPU from running while it waits.

use super::findings::Findings;
use latchwork_layer::lock::LockEvent;
use shuttle::scheduler::{RandomScheduler, Schedule, Scheduler, Task, TaskId};

/// Steps without an event in the lock's log after which nobody but the victim
/// can be expected to get on.
const FRUITLESS_STEPS_PER_CPU: usize = 8;

/// Runs everybody but the victim once the victim has passed the doorway, for as
/// long as the others get on without it; draws at random among them.
///
/// It is a fair scheduler all the same: when the others only wait, the victim
/// gets a step.
pub(crate) struct Starve {
    draw: RandomScheduler,
    victim: usize,
    cpus: usize,
    findings: Findings,
    events: usize,
    fruitless: usize,
}

impl Starve {
    pub(crate) fn new(seed: u64, schedules: usize, cpus: usize, findings: &Findings) -> Self {
        Self {
            draw: RandomScheduler::new_from_seed(seed, schedules),
            victim: 0,
            cpus,
            findings: findings.clone(),
            events: 0,
            fruitless: 0,
        }
    }
}

impl Scheduler for Starve {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.victim = (self.victim + 1) % self.cpus;
        self.events = 0;
        self.fruitless = 0;
        self.draw.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let (events, victim_waits) = self.findings.watch(|log| {
            let last = log.iter().rfind(|entry| entry.cpu == self.victim);
            let waits = last.is_some_and(|entry| entry.event == LockEvent::Arrive);
            (log.len(), waits)
        });
        if events == self.events {
            self.fruitless += 1;
        } else {
            (self.events, self.fruitless) = (events, 0);
        }
        // A model's CPU is its task: it spawns them in order, itself the first.
        let is_victim = |task: &&&Task| usize::from(task.id()) == self.victim;
        if victim_waits {
            if self.fruitless > FRUITLESS_STEPS_PER_CPU * self.cpus {
                self.fruitless = 0;
                if let Some(victim) = runnable.iter().find(is_victim) {
                    return Some(victim.id());
                }
            }
            let others: Vec<&Task> = runnable
                .iter()
                .filter(|task| !is_victim(task))
                .copied()
                .collect();
            if !others.is_empty() {
                return self.draw.next_task(&others, current, is_yielding);
            }
        }
        self.draw.next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.draw.next_u64()
    }
}
