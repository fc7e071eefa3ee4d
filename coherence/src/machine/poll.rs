//! Polls that fail, and sleep.

use super::cpu::Request;
use super::state::Machine;

/// What to do with a CPU that has asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The CPU has its answer.
    Done,
    /// The CPU is told later.
    Waits,
}

impl Machine {
    /// `cpu` has its answer after `cycles`.
    pub(super) fn answer(&mut self, cpu: usize, bits: u64, cycles: u64) -> Outcome {
        let cpu = &mut self.cpus[cpu];
        cpu.request = None;
        cpu.answer = bits;
        cpu.clock += cycles;
        Outcome::Done
    }

    /// `cpu` has polled, and the value arrives at `at`.
    pub(super) fn polled(&mut self, cpu: usize, bits: u64, at: u64) -> Outcome {
        let Some(Request::Poll {
            place,
            ahead,
            pacing,
        }) = &mut self.cpus[cpu].request
        else {
            unreachable!("it polls");
        };
        // SAFETY: what says it is on the stack of the CPU's program, which is suspended or
        // calls this.
        let ahead = unsafe { (**ahead)(bits) };
        *pacing = pacing.behind(ahead);
        let (place, hints) = (*place, pacing.hints());
        if ahead == 0 {
            self.cpus[cpu].clock = at;
            return self.answer(cpu, bits, self.parameters.l1);
        }
        self.counts.polls += 1;
        let line = self.line(place);
        let line = &mut self.lines[line as usize];
        if line.copies.contains(cpu) {
            self.cpus[cpu].polled = at;
            line.sleepers.insert(cpu);
        } else {
            // What it has read is in its store buffer, or was taken away: it polls again.
            if let Some(Request::Poll { pacing, .. }) = &mut self.cpus[cpu].request {
                *pacing = pacing.next();
            }
            self.wake(cpu, at.saturating_add(self.period(hints)));
        }
        Outcome::Waits
    }

    /// The cycles from a poll to the next, with so many hints between them.
    pub(super) fn period(&self, hints: u64) -> u64 {
        let relaxes = hints.saturating_mul(self.parameters.spin_hint);
        relaxes.saturating_add(self.parameters.l1)
    }

    /// The line that `cpu` sleeps on is taken away at `at`: when it polls again, which is
    /// when it would have, had it gone on polling.
    pub(super) fn disturb(&mut self, cpu: usize, at: u64) -> u64 {
        let polled = self.cpus[cpu].polled;
        let Some(Request::Poll { pacing, .. }) = self.cpus[cpu].request else {
            unreachable!("it sleeps in a wait");
        };
        let (mut pacing, mut base, mut skipped) = (pacing, polled, 0);
        // A poll at the very moment still hits.
        while !pacing.is_steady() && base.saturating_add(self.period(pacing.hints())) <= at {
            base += self.period(pacing.hints());
            pacing = pacing.next();
            skipped += 1;
        }
        let period = self.period(pacing.hints());
        if pacing.is_steady() {
            let whole = at.saturating_sub(base) / period;
            base += whole * period;
            skipped += whole;
        }
        let next = base.saturating_add(period);
        if let Some(Request::Poll { pacing: kept, .. }) = &mut self.cpus[cpu].request {
            *kept = pacing.next();
        }
        self.counts.polls += skipped;
        self.counts.accesses += skipped;
        next
    }
}
