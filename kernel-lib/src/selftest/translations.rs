//! What CPUs have kept of page tables is forgotten.

use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;

use super::Verdict;
use super::verdict::ensure;
use crate::{MAX_CPUS, Machine};

/// A page that is mapped to one of two frames, each of which has a number of its own in it.
pub trait Remapped: Sync {
    /// The number that the calling CPU reads through the page.
    fn read(&self) -> u64;

    /// Unmaps the page, has the CPUs forget it as is to be tried, and maps it to the other
    /// frame. Returns the number in that.
    fn change(&self) -> u64;
}

/// All CPUs read through a page, CPU 0 changes what it is mapped to, and all read again: nobody
/// comes to the former frame. `rounds` times.
pub fn translations(machine: &dyn Machine, rounds: u64, page: &dyn Remapped) -> Verdict {
    let cpus = machine.cpus();
    let mut expected = page.read();
    let read: [AtomicU64; MAX_CPUS] = [const { AtomicU64::new(0) }; MAX_CPUS];
    for round in 0..=rounds {
        // Relaxed, here and below: `run_on` makes it visible to whoever called it.
        machine.run_on(cpus, &|cpu| read[cpu].store(page.read(), Relaxed));
        for (cpu, read) in read[..cpus].iter().enumerate() {
            let read = read.load(Relaxed);
            ensure!(
                read == expected,
                "CPU {cpu} read {read} through a page that leads to {expected}, in round {round}"
            );
        }
        expected = page.change();
    }
    Ok(())
}

/// A page whose rights change.
pub trait Protected: Sync {
    /// Whether the calling CPU may write to the page: it tries.
    fn write(&self) -> bool;

    /// Lets the page be written, or not, and has the CPUs forget it as is to be tried.
    fn change(&self, write: bool);
}

/// All CPUs write to a page, CPU 0 takes the right, and nobody can write any more, until it is
/// given back. `rounds` times.
pub fn rights(machine: &dyn Machine, rounds: u64, page: &dyn Protected) -> Verdict {
    let cpus = machine.cpus();
    let wrote: [AtomicU64; MAX_CPUS] = [const { AtomicU64::new(0) }; MAX_CPUS];
    for round in 0..rounds {
        for allowed in [true, false] {
            page.change(allowed);
            // Relaxed, both: `run_on` makes it visible to whoever called it.
            machine.run_on(cpus, &|cpu| wrote[cpu].store(page.write().into(), Relaxed));
            for (cpu, wrote) in wrote[..cpus].iter().enumerate() {
                let wrote = wrote.load(Relaxed) != 0;
                let (did, may) = (did(wrote), did(allowed));
                ensure!(
                    wrote == allowed,
                    "CPU {cpu} has {did} to a page to which it should have {may}, in round {round}"
                );
            }
        }
    }
    Ok(())
}

fn did(wrote: bool) -> &'static str {
    match wrote {
        true => "written",
        false => "not written",
    }
}

#[cfg(test)]
mod tests;
