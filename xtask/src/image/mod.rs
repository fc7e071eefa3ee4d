//! The image in QEMU: how it is booted, what it says, and whether that is as it must be.

pub(crate) mod boot;
mod contention;
pub(crate) mod curve;
mod iso;
pub(crate) mod lit;
pub(crate) mod matrix;
pub(crate) mod measure;
mod medium;
mod monitor;
mod peers;
mod picture;
mod program;
pub(crate) mod provoke;
pub(crate) mod qemu;
pub(crate) mod report;
pub(crate) mod serial;
pub(crate) mod spare;
pub(crate) mod typed;
pub(crate) mod verdict;
