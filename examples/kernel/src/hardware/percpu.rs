//! A value for each CPU.

use crate::hardware::CPUS;
use core::ops::Index;

/// One value for each CPU, by its number.
pub struct PerCpu<T>(pub [T; CPUS]);

impl<T> Index<usize> for PerCpu<T> {
    type Output = T;

    fn index(&self, cpu: usize) -> &T {
        &self.0[cpu]
    }
}
