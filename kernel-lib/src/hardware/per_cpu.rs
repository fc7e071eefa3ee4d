//! Variables of which each CPU has one of its own.

use super::MAX_CPUS;
use core::ops::Index;
use crossbeam_utils::CachePadded;
use latchwork_cpu::{Cpu, preemption};

/// One `T` for each of `CPUS` CPUs. No two of them share a cache line, nor a pair of lines.
///
/// The module that needs such a variable owns it, as a private static: there is no common table
/// of them. Others' values are reached by [number](Index), which is how statistics are read;
/// what is to be changed by its own CPU only is private to the module.
#[derive(Debug)]
pub struct PerCpu<T, const CPUS: usize = MAX_CPUS>([CachePadded<T>; CPUS]);

impl<T, const CPUS: usize> PerCpu<T, CPUS> {
    /// A variable with these values, by CPU number.
    pub const fn new(values: [CachePadded<T>; CPUS]) -> Self {
        Self(values)
    }

    /// Looks at the calling CPU's value, with preemption off: it is that of the CPU on which
    /// `look` runs, from its beginning to its end.
    ///
    /// An interrupt handler may look at the same value in between.
    ///
    /// # Panics
    ///
    /// If the CPU's number is not below `CPUS`.
    #[inline(always)]
    pub fn with<C: Cpu, U>(&self, look: impl FnOnce(&T) -> U) -> U {
        preemption::without::<C, U>(|| look(&self.0[C::index()]))
    }

    /// The values of the CPUs from 0 on.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|value| &**value)
    }
}

/// By CPU number.
impl<T, const CPUS: usize> Index<usize> for PerCpu<T, CPUS> {
    type Output = T;

    #[inline(always)]
    fn index(&self, cpu: usize) -> &T {
        &self.0[cpu]
    }
}

#[cfg(test)]
mod tests;
