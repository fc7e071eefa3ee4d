//! The Latchwork kernel image: an SMP x86-64 kernel that a PVH loader starts.
//!
//! It brings every CPU up and lends them to `latchwork-kernel-lib`, which runs the
//! primitives on them. It ends the machine through QEMU's `isa-debug-exit`.
//!
//! Only what touches the hardware is here; what does not is in
//! `latchwork-kernel-lib`, where a test can run it on threads.

#![cfg_attr(target_os = "none", no_std, no_main)]

/// From the loader's jump to the first line of Rust, and on to the end.
#[cfg(target_os = "none")]
mod boot;
/// Values that are set once.
#[cfg(target_os = "none")]
mod cell;
/// Lines on the serial port.
#[cfg(target_os = "none")]
mod console;
/// The CPUs: their data, descriptors, interrupt controllers, start and work.
#[cfg(target_os = "none")]
mod cpu;
/// The end of a run.
#[cfg(target_os = "none")]
mod exit;
/// The machine, as the kernel library sees it.
#[cfg(target_os = "none")]
mod machine;
/// The image's layout, its page tables and its stacks.
#[cfg(target_os = "none")]
mod memory;
/// Deliberate failures.
#[cfg(target_os = "none")]
mod provoke;
/// Exceptions, panics and backtraces.
#[cfg(target_os = "none")]
mod trap;

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "latchwork-kernel is a kernel, not a program: build it with \
         `cargo build -p latchwork-kernel --target x86_64-unknown-none` \
         and boot it with `cargo xtask boot`"
    );
    std::process::ExitCode::from(2)
}
