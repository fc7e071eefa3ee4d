//! What a thread of a model asks its run for, and what it is told.

use super::object::Object;
use super::work::Work;
use crate::fault::Fault;
use crate::graph::{Handler, UpdateOp};
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
    /// An update; if it waits, for what.
    Update(Object, UpdateOp, Awaited),
    Fence(Ordering),
    Spawn(Work),
    Join(usize),
    /// A choice between so many.
    Choose(u16),
    /// Whether a handler comes here, and which of so many; 0 is none.
    Point(u16),
    Handler(Handler),
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
    Mutex,
    Interrupt(Taking),
}

/// Why a thread waits for an interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taking {
    /// It was chosen among several: if nobody raises it, there is no such execution.
    Chosen,
    /// The thread halts until it comes.
    Halt,
    /// The thread has done its work: it comes if it is raised.
    Rest,
}

impl Request {
    /// The atomic that it accesses.
    pub(crate) fn object(&self) -> Option<&Object> {
        match self {
            Request::Load(object, _)
            | Request::Await(object, ..)
            | Request::Store(object, ..)
            | Request::Update(object, ..) => Some(object),
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
            Request::Update(object, op, what) => {
                Request::Update(object, op.sequentially_consistent(), what)
            }
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
            Request::Update(_, op, _) => format!("a read-modify-write ({:?})", op.order),
            Request::Fence(order) => format!("a fence ({order:?})"),
            Request::Spawn(_) => "a spawn".to_owned(),
            Request::Join(thread) => format!("a join of thread {thread}"),
            Request::Point(_) => "a place for an interrupt".to_owned(),
            Request::Handler(Handler::Enters(name)) => format!("the interrupt {name}"),
            Request::Handler(Handler::Leaves(name)) => format!("the end of the interrupt {name}"),
            Request::Fault(_) | Request::Stuck => "the end".to_owned(),
        }
    }

    /// Whether it waits for a value.
    pub(crate) fn waits(&self) -> bool {
        match self {
            Request::Await(..) => true,
            Request::Update(_, op, _) => op.waits(),
            _ => false,
        }
    }

    /// What the thread waits for, if not for a value of its own.
    pub(crate) fn awaited_object(&self) -> Option<&'static str> {
        match self {
            Request::Await(.., what) | Request::Update(.., what) => match what {
                Awaited::Value => None,
                Awaited::Mutex => Some("a mutex that is locked"),
                Awaited::Notification => Some("a notification of a condition variable"),
                Awaited::Interrupt(_) => Some("an interrupt that nobody raises"),
            },
            _ => None,
        }
    }

    /// Whether it waits for an interrupt that was said to come, or need not come: if it does
    /// not, that is nobody's fault.
    pub(crate) fn waits_in_vain_at_will(&self) -> bool {
        let taking = match self {
            Request::Update(.., Awaited::Interrupt(taking)) => Some(taking),
            _ => None,
        };
        matches!(taking, Some(Taking::Chosen | Taking::Rest))
    }

    /// Whether the thread has done its work, and waits for interrupts as long as any may
    /// come.
    pub(crate) fn rests(&self) -> bool {
        matches!(self, Request::Update(.., Awaited::Interrupt(Taking::Rest)))
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
