//! Clocks whose rate is known, by which that of the time-stamp counter is measured.

mod all;
mod cpuid;
pub(crate) mod hpet;
pub(crate) mod pit;
mod power_timer;

pub(crate) use all::{NAMES, find, rates};
