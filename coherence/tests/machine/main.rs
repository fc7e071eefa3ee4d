//! What accesses cost on a machine whose numbers are easy to add, and what they may do.

mod bench;
mod buffer;
mod conditions;
mod contests;
mod costs;
mod homes;
mod memory;
mod migratory;
mod nodes;
mod outside;
mod polls;
mod runs;
mod unwinding;
