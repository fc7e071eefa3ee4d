//! The Latchwork kernel image: an SMP x86-64 kernel that a PVH or a
//! Multiboot2 loader starts, or UEFI firmware.
//!
//! It brings every CPU up and lends them to `latchwork-kernel-lib`, which runs the
//! primitives on them. It ends the machine through QEMU's `isa-debug-exit`.
//!
//! Only what touches the hardware is here; what does not is in
//! `latchwork-kernel-lib`, where a test can run it on threads.

#![cfg_attr(target_os = "none", no_std, no_main)]

/// The processor: boot, CPUs, traps and memory.
#[cfg(target_os = "none")]
mod arch;
/// From the loader's jump to the end of the run.
#[cfg(target_os = "none")]
mod boot;
/// Values that are set once.
#[cfg(target_os = "none")]
mod cell;
/// Lines out, and bytes in.
#[cfg(target_os = "none")]
mod console;
/// A line is read, and written back.
#[cfg(target_os = "none")]
mod echo;
/// The end of a run.
#[cfg(target_os = "none")]
mod exit;
/// The path of an interrupt.
#[cfg(target_os = "none")]
mod interrupt;
/// The lock of what the kernel shares.
#[cfg(target_os = "none")]
mod lock;
/// The machine, as the kernel library sees it.
#[cfg(target_os = "none")]
mod machine;
/// How the machine is switched off, and reset.
#[cfg(target_os = "none")]
mod power;
/// Deliberate failures.
#[cfg(target_os = "none")]
mod provoke;
/// Text on the loader's screen.
#[cfg(target_os = "none")]
mod screen;
/// Self-tests of what only this machine can show.
#[cfg(target_os = "none")]
mod selftest;
/// The address space that every CPU is in.
#[cfg(target_os = "none")]
mod space;

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "latchwork-kernel is a kernel, not a program: build it with \
         `cargo build -p latchwork-kernel --target x86_64-unknown-none` \
         and boot it with `cargo xtask boot`"
    );
    std::process::ExitCode::from(2)
}
