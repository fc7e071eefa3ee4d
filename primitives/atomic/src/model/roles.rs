//! Which CPU each thread of a model plays, and from which of its events on.
//!
//! It is kept in the host's memory: noting it is no event, and it can be read after a
//! failure. There is one for the process, so what is said of a model while another
//! is explored may be wrong, if its threads play several CPUs.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// From this step on, this CPU.
#[derive(Clone, Copy, Debug)]
struct Role {
    step: usize,
    cpu: usize,
}

/// Of each thread of the current execution, in order; of the last one, if it is over.
static ROLES: Mutex<Vec<Vec<Role>>> = Mutex::new(Vec::new());

fn roles() -> MutexGuard<'static, Vec<Vec<Role>>> {
    ROLES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The CPU as which `thread` took its event number `step`, counted from 0, in the
/// current execution, or the last one.
pub fn cpu_at(thread: usize, step: usize) -> usize {
    let threads = roles();
    let roles = threads.get(thread).map_or(&[][..], |roles| roles);
    let role = roles.iter().rfind(|role| role.step <= step);
    role.map_or(thread, |role| role.cpu)
}

/// An execution begins, with so many CPUs.
pub(super) fn begin(cpus: usize) {
    *roles() = vec![Vec::new(); cpus];
}

/// `thread` plays this CPU from now on.
pub(super) fn plays(thread: usize, cpu: usize) {
    let step = latchwork_explore::thread::steps();
    if let Some(roles) = roles().get_mut(thread) {
        roles.push(Role { step, cpu });
    }
}
