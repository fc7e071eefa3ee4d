//! A process that can be run by another CPU while it is still on its stack here.

use super::process::{Process, Switch, Tell};
use core::marker::PhantomData;
use latchwork_atomic::Initial;
use latchwork_lock::ForceUnlock;

/// Says that it is runnable, and leaves its stack afterwards.
pub(super) struct Hasty<R>(PhantomData<R>);

impl<R: ForceUnlock + Initial + Send + Sync + 'static> Switch for Hasty<R> {
    type Lock = R;

    fn leave(process: &Process<R>, tell: &Tell<'_>) {
        *process.runnable.lock() = true;
        tell.acquired();
        tell.releases();
        // The mistake: nothing holds others back until it has left its stack. It takes a step
        // on the way, at which others can run.
        process.runnable.is_locked();
        // SAFETY: none; another CPU may run on it.
        process.stack.with_mut(|stack| unsafe { *stack += 1 });
        process.stack.push();
        core::mem::forget(process.runnable.lock());
        tell.acquired();
    }
}
