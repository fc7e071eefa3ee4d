//! Sets of CPUs.

use core::fmt::{self, Debug, Formatter};

/// Some of the CPUs `0..CPUS`.
///
/// ```
/// use latchwork_sched::CpuSet;
///
/// let others = CpuSet::<4>::first(3).without(1);
/// assert!(others.contains(0) && !others.contains(1) && others.contains(2));
/// assert_eq!(others.len(), 2);
/// assert_eq!(others, CpuSet::none().with(2).with(0));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CpuSet<const CPUS: usize>([bool; CPUS]);

impl<const CPUS: usize> CpuSet<CPUS> {
    /// No CPU.
    pub const fn none() -> Self {
        Self([false; CPUS])
    }

    /// The CPUs `0..count`.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub const fn first(count: usize) -> Self {
        let mut set = Self::none();
        let mut cpu = 0;
        while cpu < count {
            set = set.with(cpu);
            cpu += 1;
        }
        set
    }

    /// This set and `cpu`.
    ///
    /// # Panics
    ///
    /// If there is no such CPU.
    #[must_use]
    pub const fn with(mut self, cpu: usize) -> Self {
        self.0[cpu] = true;
        self
    }

    /// This set without `cpu`.
    ///
    /// # Panics
    ///
    /// If there is no such CPU.
    #[must_use]
    pub const fn without(mut self, cpu: usize) -> Self {
        self.0[cpu] = false;
        self
    }

    /// Whether `cpu` is in it.
    pub const fn contains(&self, cpu: usize) -> bool {
        cpu < CPUS && self.0[cpu]
    }

    /// How many are in it.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether none is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those in it, from the lowest on.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..CPUS).filter(|&cpu| self.0[cpu])
    }
}

impl<const CPUS: usize> Debug for CpuSet<CPUS> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod one_cpu {
    use super::*;

    #[test]
    fn it_has_what_was_put_in() {
        let none = CpuSet::<3>::none();
        assert!(none.is_empty() && none.iter().next().is_none());
        assert_eq!(none, CpuSet::first(0));
        let two = none.with(2).with(0).with(2);
        assert_eq!((two.len(), two.is_empty()), (2, false));
        assert!(two.iter().eq([0, 2]));
        assert_eq!(
            [0, 1, 2, 3].map(|cpu| two.contains(cpu)),
            [true, false, true, false]
        );
        assert_eq!(two.without(0), none.with(2));
        assert_eq!(CpuSet::first(3).without(1), two);
    }

    #[test]
    #[should_panic(expected = "out of bounds")]
    fn it_has_no_more_than_there_are() {
        let _ = CpuSet::<3>::first(4);
    }
}
