//! Execution graphs.

mod clock;
mod coherence;
mod consistency;
mod event;
mod execution;
mod id;
mod order;
pub(crate) mod ordering;
mod revisit;
mod update;

pub(crate) use clock::Clock;
pub(crate) use event::{Choice, Event, Handler, Label, Purpose, Read, Views, Write};
pub(crate) use execution::{Graph, Thread};
pub(crate) use id::{EventId, LocationId, Source};
pub(crate) use revisit::revisits;
pub(crate) use update::{UpdateKind, UpdateOp, Width};
