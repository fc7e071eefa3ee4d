//! What a search is told to do.

use crate::execution::Execution;
use crate::memory_model::MemoryModel;
use crate::report::Progress;
use crate::shard::Shard;
use std::sync::Arc;
use std::time::Duration;

type OnExecution = dyn Fn(&Execution, bool) + Send + Sync;
type OnProgress = dyn Fn(&Progress) + Send + Sync;

/// What a search is told to do. [`Explorer`](crate::Explorer) says what each means.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) memory_model: MemoryModel,
    pub(crate) step_limit: usize,
    pub(crate) execution_limit: Option<u64>,
    pub(crate) spurious_failures: usize,
    pub(crate) spurious_wakeups: usize,
    pub(crate) leaks: bool,
    pub(crate) every_turn: bool,
    pub(crate) workers: usize,
    pub(crate) stack_size: usize,
    pub(crate) shard: Option<Shard>,
    pub(crate) stuck_after: Duration,
    pub(crate) on_execution: Option<Arc<OnExecution>>,
    pub(crate) on_progress: Option<Arc<OnProgress>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            memory_model: MemoryModel::Rc11,
            step_limit: 10_000,
            execution_limit: None,
            spurious_failures: 1,
            spurious_wakeups: 1,
            leaks: false,
            every_turn: false,
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            stack_size: 256 * 1024,
            shard: None,
            stuck_after: Duration::from_secs(10),
            on_execution: None,
            on_progress: None,
        }
    }
}
