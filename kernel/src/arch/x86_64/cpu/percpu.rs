//! Variables of which each CPU has one of its own.

use core::ops::Index;
use crossbeam_utils::CachePadded;
use latchwork_kernel_lib::MAX_CPUS;

/// One `T` for each CPU. No two of them share a cache line, nor a pair of lines.
///
/// The module that needs such a variable owns it; its index is the CPU's number.
pub(crate) struct PerCpu<T>([CachePadded<T>; MAX_CPUS]);

impl<T> PerCpu<T> {
    /// A variable with these values, by CPU number.
    pub(crate) const fn new(values: [CachePadded<T>; MAX_CPUS]) -> Self {
        Self(values)
    }
}

/// By CPU number.
impl<T> Index<usize> for PerCpu<T> {
    type Output = T;

    fn index(&self, cpu: usize) -> &T {
        &self.0[cpu]
    }
}
