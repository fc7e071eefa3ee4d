//! A small SMP kernel: its console, its heap and a statistic that it shares with the timer's
//! handler are protected by Latchwork's locks, each by another.

#![no_std]
#![no_main]

extern crate alloc;

// Where the hardware comes in: at the start of a CPU, and at an interrupt.
mod entry;
mod panic;

// What the kernel does.
mod check;
mod run;
mod work;

// What its CPUs share.
mod heap;
mod statistic;

// What it stands on.
mod hardware;
