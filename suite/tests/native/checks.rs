//! Which lock must do what.

use crate::twins::array::Short;
use crate::twins::flag::{
    AlwaysTries, Anchored, Discreet, FailureFrees, Flag, NeverTries, Open, Rooted, Steps, Stuck,
    Waits,
};
use crate::twins::queue::{Barging, LastCome, Queue, SecondFirst};
use crate::twins::relax::Deaf;
use crate::twins::robust::Robust;
use core::marker::PhantomData;
use latchwork_lock::{Backoff, McsLock, Proportional, Relax, SpinHint, TicketLock, TtasLock};
use latchwork_suite::lock::{
    ModelCpu, checks, guard_cores, lock_cores, lock_oversubscribed, order_oversubscribed,
    try_lock_cores,
};
use latchwork_suite::suite::control;
use latchwork_suite::{Check, LockFamily, Property};

/// The MCS lock, made for as many CPUs as there are threads.
struct Mcs<R = SpinHint>(PhantomData<R>);

impl<R: Relax + 'static> LockFamily for Mcs<R> {
    type For<const CPUS: usize> = McsLock<ModelCpu, CPUS, R>;
}

/// The locks, and a control for each way in which a check can fail.
pub(crate) fn all() -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(checks::<TtasLock>("TtasLock"));
    all.extend(checks::<TicketLock>("TicketLock"));
    all.extend(checks::<Mcs>("McsLock"));
    // Every `Relax` beside the usual one.
    all.push(lock_cores::<TtasLock<Backoff>>("TtasLock<Backoff>"));
    all.push(lock_cores::<TicketLock<Backoff>>("TicketLock<Backoff>"));
    all.push(lock_cores::<TicketLock<Proportional>>(
        "TicketLock<Proportional>",
    ));
    all.push(lock_cores::<Mcs<Backoff>>("McsLock<Backoff>"));
    macro_rules! rejected {
        ($($twin:ty, $check:ident, $property:ident;)*) => {$(
            // By this check alone, whatever the others say.
            let by = $check::<$twin>(stringify!($twin));
            let name = by.description.id.clone();
            all.push(control(&name, vec![by], &[Property::$property]));
        )*};
    }
    rejected! {
        Flag<Open>, lock_cores, Exclusion;
        Flag<Steps>, lock_cores, Exclusion;
        Flag<Steps>, lock_oversubscribed, Exclusion;
        Flag<Stuck>, lock_oversubscribed, Progress;
        Flag<NeverTries>, try_lock_cores, Refinement;
        Flag<AlwaysTries>, try_lock_cores, Exclusion;
        Flag<FailureFrees>, try_lock_cores, Exclusion;
        Flag<Discreet>, try_lock_cores, Refinement;
        Flag<Waits>, try_lock_cores, Progress;
        Queue<LastCome>, order_oversubscribed, Refinement;
        Queue<Barging>, order_oversubscribed, Refinement;
        Queue<SecondFirst>, order_oversubscribed, Refinement;
        Short, lock_cores, Exclusion;
        Short, order_oversubscribed, Refinement;
        Short, try_lock_cores, Exclusion;
        TicketLock<Deaf>, lock_oversubscribed, Progress;
        Robust, guard_cores, Exclusion;
        Flag<Rooted>, guard_cores, Exclusion;
        Flag<Anchored>, guard_cores, Refinement;
    }
    all
}
