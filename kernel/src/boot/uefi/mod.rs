//! What UEFI firmware says, and how it is left.
//!
//! The image is its own loader here: flattened (`cargo xtask boot --uefi` does that), it is
//! a PE program, whose header is the image's first page. The firmware loads it where it is
//! linked, or not at all, and enters it in 64-bit mode on its own tables, which map memory
//! at its address.

mod console;
mod entry;
mod firmware;
mod leave;

pub(super) use leave::{UEFI, read};
