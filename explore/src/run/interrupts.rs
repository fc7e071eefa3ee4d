//! Interrupts: a handler is called where the thread would go on to its next access.
//!
//! Whether a handler comes that comes by itself is a choice, and each is explored. Whether one
//! comes that has to be raised is an update of its line that need not be made, whether the
//! line is raised or not: an interrupt is on its way for as long as it likes. So an execution
//! in which it does not come at a place is one, and each in which it does is another.

use super::ask::{ask_now, is_judged, stop_at};
use super::context::current;
use super::lines::{Comes, Line, Lines, Pending};
use super::memory;
use super::object::ObjectId;
use super::request::{Awaited, Request, Taking};
use crate::fault::{FailureKind, Fault};
use crate::graph::{Handler, UpdateKind, UpdateOp, Width};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;

type Place = &'static Location<'static>;

/// Asks the run for something, in the name of the thread that calls this; an interrupt may
/// come before that.
pub(crate) fn ask(request: Request, at: Place) -> (u64, bool) {
    point(at);
    ask_now(request, at)
}

/// The interrupts of the current thread.
fn mine<U>(look: impl FnOnce(&mut Lines) -> U) -> U {
    current(|context| context.lines(context.thread.get(), look))
}

/// A place at which handlers of the current thread may come, one after the other.
pub(super) fn point(at: Place) {
    while is_judged() && comes(at) {}
}

/// Whether a handler comes here.
fn comes(at: Place) -> bool {
    let ready = current(|context| context.ready());
    for line in ready.raised {
        if take(line, None, at) {
            handle(line, at);
            return true;
        }
    }
    if ready.by_themselves.is_empty() {
        return false;
    }
    // 0: none comes.
    let drawn = draw(ready.by_themselves.len() + 1, at).checked_sub(1);
    if let Some(drawn) = drawn {
        handle(ready.by_themselves[drawn], at);
    }
    drawn.is_some()
}

/// A number below `of`: each is explored.
fn draw(of: usize, at: Place) -> usize {
    if of == 1 {
        return 0;
    }
    let of = u16::try_from(of).expect("a thread has few interrupt lines");
    let (drawn, _) = ask_now(Request::Point(of), at);
    usize::try_from(drawn).expect("it fits into 16 bits")
}

/// Calls the handler of `line`, which comes now.
fn handle(line: usize, at: Place) {
    let (line, off) = mine(|lines| {
        lines.under_way.push(line);
        let it = &mut lines.lines[line];
        if let Comes::ByItself(left) = &mut it.comes {
            *left -= 1;
        }
        (it.clone(), std::mem::replace(&mut lines.off, true))
    });
    ask_now(Request::Handler(Handler::Enters(line.name)), at);
    (line.handler)();
    ask_now(Request::Handler(Handler::Leaves(line.name)), at);
    mine(|lines| {
        lines.under_way.pop();
        lines.off = off;
    });
}

/// The line, if it is raised, is not any more; whether it was. A thread that says for what
/// waits until it is.
fn take(line: usize, waits: Option<Taking>, at: Place) -> bool {
    let comes = mine(|lines| lines.lines[line].comes.clone());
    let Comes::Raised(pending) = comes else {
        return true;
    };
    let kind = UpdateKind::Take {
        waits: waits.is_some(),
    };
    // Acquire: pairs with the Release of `raise`; without it the handler might not see what
    // was written for it.
    let op = update(kind, Ordering::Acquire);
    let what = waits.map_or(Awaited::Value, Awaited::Interrupt);
    ask_now(Request::Update(pending.object(), op, what), at).1
}

fn update(kind: UpdateKind, order: Ordering) -> UpdateOp {
    let width = Width {
        bits: 1,
        signed: false,
    };
    UpdateOp { kind, width, order }
}

/// The line is pending from now on.
pub(crate) fn raise(pending: &Pending, at: Place) {
    // Release: pairs with the Acquire with which the handler comes, and as an update goes on
    // with what those released who have raised it before.
    let op = update(UpdateKind::Or(1), Ordering::Release);
    ask(Request::Update(pending.object(), op, Awaited::Value), at);
}

/// The current thread gets a line.
pub(crate) fn add_line(line: Line) {
    mine(|lines| lines.lines.push(line));
}

/// A line that can be raised.
pub(crate) fn pending(name: &'static str) -> Arc<Pending> {
    let pending = Arc::new(Pending::new());
    if is_judged() {
        memory::set_name(pending.id(), name);
    }
    pending
}

/// Turns the interrupts of the current thread off; whether they were on. They may come
/// before that.
pub(crate) fn off(at: Place) -> bool {
    point(at);
    mine(|lines| !std::mem::replace(&mut lines.off, true))
}

/// Turns the interrupts of the current thread on.
pub(crate) fn on() {
    mine(|lines| lines.off = false);
}

/// Whether the interrupts of the current thread are on.
pub(crate) fn are_on() -> bool {
    mine(|lines| !lines.off)
}

/// How many handlers are under way in the current thread.
pub(crate) fn handlers() -> usize {
    mine(|lines| lines.under_way.len())
}

/// Turns interrupts on, and waits until one has come.
pub(crate) fn halt(at: Place) {
    point(at);
    on();
    if !is_judged() {
        return;
    }
    let ready = current(|context| context.ready());
    let lines = [ready.raised, ready.by_themselves].concat();
    if lines.is_empty() {
        let why = match ready.limited {
            true => "a limit keeps its interrupts from coming once more",
            false => "it has no interrupt that may come",
        };
        let message = format!("deadlock: a thread halts at {at} for ever: {why}");
        stop_at(Some(Fault::new(FailureKind::Deadlock, message)), at);
    }
    let line = lines[draw(lines.len(), at)];
    take(line, Some(Taking::Halt), at);
    handle(line, at);
}

/// The current thread has done its work. What is raised still comes, until nobody can go on
/// any more; then its lines are gone.
pub(crate) fn finish(at: Place) {
    while is_judged() {
        let ready = current(|context| context.ready());
        let (raised, others) = (ready.raised, ready.by_themselves);
        // The first that has to be raised is waited for, unless another comes.
        let first = raised.len().max(1);
        let drawn = draw(first + others.len(), at);
        let line = match drawn.checked_sub(first) {
            Some(other) => others[other],
            None if raised.is_empty() => break,
            None => raised[drawn],
        };
        let taking = match drawn {
            0 => Taking::Rest,
            _ => Taking::Chosen,
        };
        if !take(line, Some(taking), at) {
            break;
        }
        handle(line, at);
    }
    let lines = mine(|lines| std::mem::take(&mut lines.lines));
    drop(lines);
}

/// Does `work`, an access to the cell that is under way as long as it lasts; handlers may
/// come meanwhile.
pub(crate) fn under_way<U>(id: &ObjectId, write: bool, at: Place, work: impl FnOnce() -> U) -> U {
    struct Close;
    impl Drop for Close {
        fn drop(&mut self) {
            mine(|lines| lines.open.pop());
        }
    }
    if !is_judged() || mine(|lines| lines.lines.is_empty()) {
        return work();
    }
    let access = current(|context| context.cell_access(id, write, at));
    mine(|lines| lines.open.push((lines.under_way.len(), access)));
    let _close = Close;
    point(at);
    work()
}
