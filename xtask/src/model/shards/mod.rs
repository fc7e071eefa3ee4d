//! Checks that are spread over several machines.
//!
//! Each machine runs `cargo xtask check --shard I/N` with the same options, from the
//! same source. Of a check whose executions can be split each runs its part; of the
//! others each is run by one. `cargo xtask merge` makes one result of theirs, or says
//! why they are not the shards of one set.

mod file;
mod join;
mod set;
mod source;

pub(crate) use self::file::{ShardFile, name};
pub(crate) use self::join::join;
pub(crate) use self::set::{Part, Set, Version};
pub(crate) use self::source::digest;

#[cfg(test)]
mod tests;
