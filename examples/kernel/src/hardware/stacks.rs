//! The stacks of all CPUs.

use crate::hardware::CPUS;
use core::cell::UnsafeCell;

/// The size of a stack, in bytes: a power of two.
pub const STACK: usize = 1 << 16;

/// A stack for each CPU, by its number.
#[repr(C, align(16))]
pub struct Stacks(UnsafeCell<[[u8; STACK]; CPUS]>);

// SAFETY: each CPU uses its own.
unsafe impl Sync for Stacks {}

/// The entry of each CPU goes to the end of its own.
pub static STACKS: Stacks = Stacks(UnsafeCell::new([[0; STACK]; CPUS]));
