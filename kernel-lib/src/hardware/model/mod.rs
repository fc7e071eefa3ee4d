//! A machine for models: under the explorer and shuttle, and on the threads of a host.
//!
//! Code that is generic over the traits of the [hardware layer](super) runs on it unchanged, in
//! the work that [`latchwork_atomic::model::run`] gives each CPU.
//!
//! | trait | in a model |
//! |---|---|
//! | [`SendInterrupt`] | a line of the CPU is raised; its handler comes as a nested call, at any access from then on |
//! | [`Halt`] | the CPU waits until one of its handlers has come |
//! | [`Timer`](super::Timer) | a line of the CPU's own is raised, which comes when it likes: never too early, and as late as can be |
//! | [`Clock`] | each look of a CPU is a tick later than its last |
//! | [`Cpus`] | a CPU is online from [`Model::come_online`] on |
//! | [`PageTables`](super::PageTables) | an atomic for each page: [`Tables`] |
//! | [`Tlb`](super::Tlb) | what each CPU has kept, by [`Model::access`] |
//!
//! On the threads of a host interrupts come where they are turned on and off, and in a halt, and
//! nowhere else; a CPU that waits otherwise, for a memory location, is not interrupted there.

mod access;
mod cpu;
mod tables;
mod timer;

pub use tables::Tables;

use self::cpu::OneCpu;
use super::{Clock, CpuSet, Cpus, Halt, SendInterrupt};
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::model::{current_cpu, interrupt};
use latchwork_atomic::{AtomicU64, SpinHint, WaitUntil};
use std::iter::repeat_with;

/// The machine of one execution of a model.
#[derive(Debug)]
pub struct Model {
    cpus: Vec<OneCpu>,
    /// By page, what it is mapped to: see `tables`.
    entries: Vec<AtomicU64>,
}

impl Model {
    /// A machine with so many CPUs, none of which is online, and page tables of so many
    /// pages, none of which is mapped.
    pub fn new(cpus: usize, pages: usize) -> Self {
        Self {
            cpus: repeat_with(OneCpu::default).take(cpus).collect(),
            entries: repeat_with(|| AtomicU64::new(0)).take(pages).collect(),
        }
    }

    /// The calling CPU comes online: `called` handles the interrupts that are sent to it, and
    /// `ticked` those of its timer.
    ///
    /// # Panics
    ///
    /// If it is online.
    pub fn come_online(&self, called: impl Fn() + 'static, ticked: impl Fn() + 'static) {
        let cpu = &self.cpus[current_cpu()];
        cpu.register(called, ticked);
        // Release: pairs with the Acquire of those who find it online.
        cpu.online.store(true, Release);
    }

    /// Waits until CPU `cpu` is online.
    pub fn wait_for(&self, cpu: usize) {
        // Acquire: pairs with the Release of the CPU that comes online.
        self.cpus[cpu]
            .online
            .wait_until::<SpinHint>(Acquire, |online| online);
    }

    fn mine(&self) -> &OneCpu {
        &self.cpus[current_cpu()]
    }
}

impl Cpus for Model {
    fn present(&self) -> usize {
        self.cpus.len()
    }

    fn online(&self) -> CpuSet {
        let cpus = self.cpus.iter().enumerate();
        // Acquire: pairs with the Release of the CPU that comes online.
        cpus.filter(|(_, cpu)| cpu.online.load(Acquire))
            .fold(CpuSet::none(), |online, (number, _)| online.with(number))
    }
}

impl SendInterrupt for Model {
    fn send(&self, cpu: usize) {
        self.cpus[cpu].called().raise();
    }
}

// SAFETY: the model's halt is one step, and what is pending ends it.
unsafe impl Halt for Model {
    unsafe fn halt(&self) {
        interrupt::halt();
    }
}

impl Clock for Model {
    fn ticks(&self) -> u64 {
        self.mine().look_at_the_clock()
    }

    fn ticks_per_second(&self) -> u64 {
        1
    }
}

#[cfg(all(test, not(any(shuttle, explore))))]
mod tests;
