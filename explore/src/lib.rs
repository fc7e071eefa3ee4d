//! Explores every execution of a small concurrent program, each exactly once,
//! under the RC11 memory model.

pub mod alloc;
pub mod cell;
mod execution;
mod explorer;
mod failure;
mod graph;
pub mod hint;
mod replay;
mod report;
mod run;
mod search;
mod shard;
pub mod sync;
pub mod thread;

pub use execution::{Action, Event, Execution};
pub use explorer::{Explorer, MemoryModel, model};
pub use failure::{Access, Failure, FailureKind};
pub use replay::Replay;
pub use report::{Estimate, Progress, Report, Summary};
pub use shard::{MergeError, Shard, ShardError, merge};
