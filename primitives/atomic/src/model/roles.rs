//! Which CPU each thread of a model plays, and from which of its events on.
//!
//! All threads of an execution run on one thread of the host, which keeps this in
//! memory of its own: noting it is no event, and it can be read after a failure.

use std::cell::RefCell;

/// From this step on, this CPU.
#[derive(Clone, Copy, Debug)]
struct Role {
    step: usize,
    cpu: usize,
}

std::thread_local! {
    /// Of each thread of the current execution, in order; of the last one, if it
    /// is over.
    static ROLES: RefCell<Vec<Vec<Role>>> = const { RefCell::new(Vec::new()) };
}

/// The CPU as which `thread` took its event number `step`, counted from 0, in the
/// current execution, or the last one on this thread of the host.
pub fn cpu_at(thread: usize, step: usize) -> usize {
    ROLES.with_borrow(|threads| {
        let roles = threads.get(thread).map_or(&[][..], |roles| roles);
        let role = roles.iter().rfind(|role| role.step <= step);
        role.map_or(thread, |role| role.cpu)
    })
}

/// An execution begins, with so many CPUs.
pub(super) fn begin(cpus: usize) {
    ROLES.set(vec![Vec::new(); cpus]);
}

/// `thread` plays this CPU from now on.
pub(super) fn plays(thread: usize, cpu: usize) {
    let step = latchwork_explore::thread::steps();
    ROLES.with_borrow_mut(|threads| {
        if let Some(roles) = threads.get_mut(thread) {
            roles.push(Role { step, cpu });
        }
    });
}
