//! Execution graphs.

mod clock;
mod coherence;
mod consistency;
mod event;
mod execution;
mod order;
mod revisit;
mod update;

pub(crate) use clock::Clock;
pub(crate) use event::{
    Choice, Event, EventId, Label, LocationId, Purpose, Read, Source, Views, Write, acquires,
    releases,
};
pub(crate) use execution::{Graph, Thread};
pub(crate) use revisit::revisits;
pub(crate) use update::{UpdateKind, UpdateOp, Width};
