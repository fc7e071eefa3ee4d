//! How a thread of a model asks its run for something: it is suspended until it is told.

use super::request::{Answer, Back, Request};
use super::{context, memory, panics};
use crate::fault::Fault;
use std::panic::{Location, resume_unwind};

/// Ends a thread whose run is over.
struct Ended;

/// Asks the run for something, in the name of the thread that calls this. No interrupt comes
/// before it.
pub(crate) fn ask_now(request: Request, at: &'static Location<'static>) -> (u64, bool) {
    assert!(
        context::in_run(),
        "{at}: an atomic, cell or thread of latchwork-explore is used outside of a model; \
         call this from the closure that is given to Explorer::explore"
    );
    if !context::is_running() {
        context::misplaced(request, at);
    }
    let back = context::back();
    if panics::is_panicking() && !context::is_over() {
        // A destructor, on the way of a panic through the thread: the execution is
        // over, and what others would do now is not its fault.
        let message = panics::last_message().expect("a panic has said something");
        back.suspend((Request::Fault(Fault::panic(message)), at));
        stay(back, at);
    }
    if context::is_over() {
        // A destructor of a thread that is being ended.
        stay(back, at);
    }
    let object = request.object();
    let fault = object.and_then(|it| memory::access_atomic(it, at));
    context::current(|context| context.is_at(at));
    let request = match fault {
        Some(fault) => Request::Fault(fault),
        None => request,
    };
    match back.suspend((request, at)) {
        Answer::Done { value, wrote } => (value, wrote),
        Answer::End => resume_unwind(Box::new(Ended)),
    }
}

/// Ends the execution with a failure, if there is one, in the name of the current
/// thread.
pub(crate) fn stop_at(fault: Option<Fault>, at: &'static Location<'static>) {
    if let Some(fault) = fault {
        ask_now(Request::Fault(fault), at);
        unreachable!("nobody goes on after a failure")
    }
}

/// Whether what is done here is judged: by a thread of an execution that is not over.
pub(super) fn is_judged() -> bool {
    is_live() && !panics::is_panicking()
}

/// Whether this is called by a thread of an execution that is not over.
pub(super) fn is_live() -> bool {
    context::in_run() && context::is_running() && !context::is_over()
}

/// Never returns: what the thread would do next could not be done.
fn stay(back: &Back, at: &'static Location<'static>) -> ! {
    loop {
        back.suspend((Request::Stuck, at));
    }
}
