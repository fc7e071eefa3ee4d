//! Where the CPUs were when a failure was raised.

/// Where the CPUs of the current execution are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Situation {
    /// The CPU whose code runs.
    pub(crate) running: Option<usize>,
    /// Those that wait.
    pub(crate) waiting: Vec<Waiting>,
    /// Those that neither wait nor have finished.
    pub(crate) working: Vec<Working>,
}

/// What a CPU has read last, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) value: String,
    /// The line.
    pub(crate) at: String,
}

/// A CPU that neither waits nor has finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Working {
    pub(crate) cpu: usize,
    /// If the checker says.
    pub(crate) read: Option<Read>,
}

/// A CPU that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) cpu: usize,
    /// The line of its `wait_until`.
    pub(crate) at: String,
    /// What it reads there, if the checker says.
    pub(crate) reads: Option<String>,
    /// Whether a poll has failed since anybody last did anything but poll.
    pub(crate) in_vain: bool,
}

impl Situation {
    /// Where they are now.
    #[cfg(any(loom, shuttle))]
    pub(crate) fn now() -> Self {
        use crate::counterexample::place;
        use latchwork_atomic::model::{Doing, interrupted_cpu, situation};
        let mut now = Self {
            running: interrupted_cpu(),
            ..Self::default()
        };
        for (cpu, doing, last_read) in situation() {
            let read = last_read.map(|read| Read {
                value: read.value(),
                at: place(read.at),
            });
            match doing {
                Doing::Working => now.working.push(Working { cpu, read }),
                Doing::Waiting { at, in_vain } => now.waiting.push(Waiting {
                    cpu,
                    at: place(at),
                    reads: read.map(|read| read.value),
                    in_vain: in_vain > 0,
                }),
                Doing::Finished => {}
            }
        }
        now
    }

    /// Where they are now: nothing runs in a build for no checker, and what the
    /// explorer has found is told when nothing runs any more.
    #[cfg(not(any(loom, shuttle)))]
    pub(crate) fn now() -> Self {
        Self::default()
    }

    #[cfg(any(loom, shuttle))]
    /// Whether nobody can end the waiting of those who wait.
    pub(crate) fn is_deadlock(&self) -> bool {
        self.working.is_empty()
            && !self.waiting.is_empty()
            && self.waiting.iter().all(|waiting| waiting.in_vain)
    }

    #[cfg(any(loom, shuttle, explore))]
    /// Why nobody gets on, if that is so.
    pub(crate) fn nobody_ends_it(&self) -> String {
        let waiting = self.waiting.iter().map(|waiting| waiting.cpu);
        let wait = name(waiting, "waits", "wait");
        format!("{wait}, and no other CPU is left to end it")
    }

    #[cfg(any(loom, shuttle, explore))]
    /// Who gets on and on.
    pub(crate) fn who_goes_on(&self) -> String {
        if self.working.is_empty() {
            return "waits end and begin, but nobody finishes".to_owned();
        }
        let mut who = name(
            self.working.iter().map(|working| working.cpu),
            "goes on and never finishes",
            "go on and never finish",
        );
        for Working { cpu, read } in &self.working {
            if let Some(Read { value, at }) = read {
                who += &format!("; CPU {cpu} last read {value} at {at}");
            }
        }
        who
    }
}

#[cfg(any(loom, shuttle, explore))]
/// `CPU 1 waits`, `CPUs 0, 1 wait`.
fn name(cpus: impl Iterator<Item = usize>, does: &str, they_do: &str) -> String {
    let cpus: Vec<String> = cpus.map(|cpu| cpu.to_string()).collect();
    match &cpus[..] {
        [one] => format!("CPU {one} {does}"),
        several => format!("CPUs {} {they_do}", several.join(", ")),
    }
}
