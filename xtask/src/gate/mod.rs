//! The steps of `cargo xtask test`: what each does, and when it may run.

pub(crate) mod circles;
pub(crate) mod claims;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod steps;

mod arrows;
mod combinations;
mod every_test;
mod example;
mod gaps;
mod interface;
mod kernel;
mod lock_files;
mod members;
mod oldest;
mod orderings;
mod pages;
mod published;
mod source_rules;
