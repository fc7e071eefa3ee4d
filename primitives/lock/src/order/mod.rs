//! Lock order: who holds a lock takes none that is not below it.

mod declare;
pub mod graph;
mod held;
mod level;
mod mutex;

pub use held::Held;
#[doc(hidden)]
pub use level::AtOrBelow;
pub use level::{Above, Below, Level, Nothing};
pub use mutex::{OrderedGuard, OrderedMutex};
