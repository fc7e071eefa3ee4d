//! A process that stays locked until nobody runs on its stack.

use super::process::{Process, Switch, Tell};
use core::marker::PhantomData;
use latchwork_atomic::Initial;
use latchwork_lock::{ForceUnlock, MutexGuard};

/// Stays locked until it has left its stack.
pub(super) struct Kept<R>(PhantomData<R>);

impl<R: ForceUnlock + Initial + Send + Sync + 'static> Switch for Kept<R> {
    type Lock = R;

    fn leave(process: &Process<R>, tell: &Tell<'_>) {
        let mut runnable = process.runnable.lock();
        tell.acquired();
        *runnable = true;
        // The guard goes to the scheduler's stack in parts.
        let token = MutexGuard::into_raw(runnable);
        process.stack.push();
        // SAFETY: the token is that of the guard taken apart above, and is used once.
        let runnable = unsafe { MutexGuard::from_raw(&process.runnable, token) };
        core::mem::forget(runnable);
    }
}
