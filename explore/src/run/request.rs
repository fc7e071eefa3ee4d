//! What a thread of a model asks its run for, and what it is told.

use super::object::Object;
use super::work::Work;
use crate::fault::Fault;
use crate::graph::UpdateOp;
use corosensei::Yielder;
use std::panic::Location;
use std::sync::atomic::Ordering;

/// What a thread asks for, and waits for.
pub(crate) enum Request {
    Load(Object, Ordering),
    /// A load that waits until the value is accepted. The closure is on the stack
    /// of the thread, which does not go on before this is answered.
    Await(Object, Ordering, *mut dyn FnMut(u64) -> bool, Awaited),
    Store(Object, Ordering, u64),
    Update(Object, UpdateOp),
    Fence(Ordering),
    Spawn(Work),
    Join(usize),
    /// A choice between so many.
    Choose(u16),
    /// Something is wrong with this execution.
    Fault(Fault),
    /// The thread is being ended, and cannot go on.
    Stuck,
}

/// What a thread awaits, for whoever hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    Value,
    /// Of a condition variable.
    Notification,
}

impl Request {
    /// The atomic that it accesses.
    pub(crate) fn object(&self) -> Option<&Object> {
        match self {
            Request::Load(object, _)
            | Request::Await(object, ..)
            | Request::Store(object, ..)
            | Request::Update(object, _) => Some(object),
            _ => None,
        }
    }

    /// The request with `SeqCst` in place of its orderings.
    pub(crate) fn sequentially_consistent(self) -> Self {
        use Ordering::SeqCst;
        match self {
            Request::Load(object, _) => Request::Load(object, SeqCst),
            Request::Await(object, _, accepts, what) => {
                Request::Await(object, SeqCst, accepts, what)
            }
            Request::Store(object, _, value) => Request::Store(object, SeqCst, value),
            Request::Update(object, op) => Request::Update(object, op.sequentially_consistent()),
            Request::Fence(_) => Request::Fence(SeqCst),
            other => other,
        }
    }

    /// A few words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Request::Load(_, order) => format!("a load ({order:?})"),
            Request::Await(_, order, ..) => format!("a wait ({order:?})"),
            Request::Choose(of) => format!("a choice of {of}"),
            Request::Store(_, order, _) => format!("a store ({order:?})"),
            Request::Update(_, op) => format!("a read-modify-write ({:?})", op.order),
            Request::Fence(order) => format!("a fence ({order:?})"),
            Request::Spawn(_) => "a spawn".to_owned(),
            Request::Join(thread) => format!("a join of thread {thread}"),
            Request::Fault(_) | Request::Stuck => "the end".to_owned(),
        }
    }

    /// Whether it waits for a value.
    pub(crate) fn waits(&self) -> bool {
        match self {
            Request::Await(..) => true,
            Request::Update(_, op) => op.waits(),
            _ => false,
        }
    }

    /// What the thread waits for, if not for a value of its own.
    pub(crate) fn awaited_object(&self) -> Option<&'static str> {
        match self {
            Request::Update(..) => Some("a mutex that is locked"),
            Request::Await(.., Awaited::Notification) => {
                Some("a notification of a condition variable")
            }
            _ => None,
        }
    }
}

/// What a thread is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// What it read (0 if nothing), and whether it wrote.
    Done { value: u64, wrote: bool },
    /// The run is over.
    End,
}

/// What a thread asks for when it is suspended, and from where.
pub(super) type Suspended = (Request, &'static Location<'static>);

/// The way back from a thread to its run.
pub(crate) type Back = Yielder<Answer, Suspended>;
