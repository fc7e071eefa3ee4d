//! Whom to starve, for the adversaries among the policies.

use super::findings::Findings;
use crate::hardware::Sight;
use latchwork_lock::LockEvent;

/// One CPU after another, execution by execution, while it waits.
///
/// Only once it has passed the doorway: kept from arriving, it would see less of
/// the others than by chance.
pub(crate) fn each_in_turn(cpus: usize, findings: &Findings) -> impl FnMut(usize) -> Sight + use<> {
    let findings = findings.clone();
    move |execution| {
        let victim = (execution + 1) % cpus;
        findings.watch(|log| {
            let last = log.iter().rfind(|entry| entry.cpu == victim);
            let waits = last.is_some_and(|entry| entry.event == LockEvent::Arrive);
            Sight {
                progress: log.len(),
                victim: waits.then_some(victim),
            }
        })
    }
}

/// The CPU that everybody waits for: the holder or, while nobody holds the lock,
/// whoever arrived first.
pub(crate) fn whoever_is_next(findings: &Findings) -> impl FnMut(usize) -> Sight + use<> {
    let findings = findings.clone();
    move |_| {
        findings.watch(|log| {
            let mut waiting = Vec::new();
            let mut holder = None;
            for entry in log {
                match entry.event {
                    LockEvent::Arrive => waiting.push(entry.cpu),
                    LockEvent::Acquire | LockEvent::TryAcquire(true) => {
                        waiting.retain(|&cpu| cpu != entry.cpu);
                        holder = Some(entry.cpu);
                    }
                    LockEvent::Release => holder = None,
                    LockEvent::TryAcquire(false) => {}
                }
            }
            Sight {
                progress: log.len(),
                victim: holder.or(waiting.first().copied()),
            }
        })
    }
}
