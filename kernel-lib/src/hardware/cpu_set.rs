//! Sets of CPUs.

use core::fmt::{self, Debug, Formatter};

/// The most CPUs that a run can use: the locks with a place for each CPU have
/// so many places.
pub const MAX_CPUS: usize = 256;

const BITS: usize = u64::BITS as usize;

/// Some of the CPUs from 0 to [`MAX_CPUS`] − 1. 32 bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct CpuSet([u64; MAX_CPUS / BITS]);

impl CpuSet {
    /// No CPU.
    pub const fn new() -> Self {
        Self([0; MAX_CPUS / BITS])
    }

    /// The CPUs from 0 to `count` − 1.
    ///
    /// # Panics
    ///
    /// If `count` is above [`MAX_CPUS`].
    pub fn first(count: usize) -> Self {
        (0..count).collect()
    }

    /// Adds CPU `cpu`.
    ///
    /// # Panics
    ///
    /// If `cpu` is not below [`MAX_CPUS`].
    pub fn insert(&mut self, cpu: usize) {
        self.0[cpu / BITS] |= 1 << (cpu % BITS);
    }

    /// Takes CPU `cpu` away, if it is there.
    pub fn remove(&mut self, cpu: usize) {
        if let Some(word) = self.0.get_mut(cpu / BITS) {
            *word &= !(1 << (cpu % BITS));
        }
    }

    /// This set without CPU `cpu`.
    pub fn without(mut self, cpu: usize) -> Self {
        self.remove(cpu);
        self
    }

    /// Whether CPU `cpu` is there.
    pub fn contains(&self, cpu: usize) -> bool {
        let word = self.0.get(cpu / BITS);
        word.is_some_and(|word| word >> (cpu % BITS) & 1 != 0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::new()
    }

    /// The CPUs, from the lowest number up.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let set = *self;
        (0..MAX_CPUS).filter(move |&cpu| set.contains(cpu))
    }
}

impl FromIterator<usize> for CpuSet {
    fn from_iter<I: IntoIterator<Item = usize>>(cpus: I) -> Self {
        let mut set = Self::new();
        cpus.into_iter().for_each(|cpu| set.insert(cpu));
        set
    }
}

impl Debug for CpuSet {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn a_set_has_what_was_put_in() {
        let cpus = [0, 63, 64, 255];
        let set: CpuSet = cpus.into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), cpus);
        assert_eq!(set.len(), 4);
        assert_eq!(set.without(64).iter().collect::<Vec<_>>(), [0, 63, 255]);
        assert!(!set.contains(1) && !set.contains(256) && set.contains(255));
        assert!(CpuSet::new().is_empty() && !set.is_empty());
        assert_eq!(CpuSet::first(MAX_CPUS).len(), MAX_CPUS);
    }

    #[test]
    #[should_panic = "out of bounds"]
    fn a_cpu_beyond_the_last_is_refused() {
        CpuSet::first(MAX_CPUS + 1);
    }
}
