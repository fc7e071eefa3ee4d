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
use latchwork_suite::lock::{ModelCpu, checks};
use latchwork_suite::suite::control;
use latchwork_suite::{Check, LockFamily, Property};

/// The MCS lock, made for as many CPUs as there are threads.
struct Mcs<R = SpinHint>(PhantomData<R>);

impl<R: Relax + 'static> LockFamily for Mcs<R> {
    type For<const CPUS: usize> = McsLock<ModelCpu, CPUS, R>;
}

/// That check of the lock `F` whose name ends so.
fn one_of<F: LockFamily>(name: &str, check: &str) -> Vec<Check> {
    let mut checks = checks::<F>(name);
    checks.retain(|it| it.description.id.ends_with(&format!("/{check}")));
    assert_eq!(checks.len(), 1, "{name}/{check}");
    checks
}

/// The locks, and a control for each way in which a check can fail.
pub(crate) fn all() -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(checks::<TtasLock>("TtasLock"));
    all.extend(checks::<TicketLock>("TicketLock"));
    all.extend(checks::<Mcs>("McsLock"));
    // Every `Relax` beside the usual one.
    let contended = "lock/cores";
    all.extend(one_of::<TtasLock<Backoff>>("TtasLock<Backoff>", contended));
    all.extend(one_of::<TicketLock<Backoff>>(
        "TicketLock<Backoff>",
        contended,
    ));
    all.extend(one_of::<TicketLock<Proportional>>(
        "TicketLock<Proportional>",
        contended,
    ));
    all.extend(one_of::<Mcs<Backoff>>("McsLock<Backoff>", contended));
    macro_rules! rejected {
        ($($twin:ty, $what:literal, $property:ident;)*) => {$(
            // By this check alone, whatever the others say.
            let by = one_of::<$twin>(stringify!($twin), $what);
            all.push(control(concat!(stringify!($twin), "/", $what), by, &[Property::$property]));
        )*};
    }
    rejected! {
        Flag<Open>, "lock/cores", Exclusion;
        Flag<Steps>, "lock/cores", Exclusion;
        Flag<Steps>, "lock/oversubscribed", Exclusion;
        Flag<Stuck>, "lock/oversubscribed", Progress;
        Flag<NeverTries>, "try_lock/cores", Refinement;
        Flag<AlwaysTries>, "try_lock/cores", Exclusion;
        Flag<FailureFrees>, "try_lock/cores", Exclusion;
        Flag<Discreet>, "try_lock/cores", Refinement;
        Flag<Waits>, "try_lock/cores", Progress;
        Queue<LastCome>, "order/oversubscribed", Refinement;
        Queue<Barging>, "order/oversubscribed", Refinement;
        Queue<SecondFirst>, "order/oversubscribed", Refinement;
        Short, "lock/cores", Exclusion;
        Short, "order/oversubscribed", Refinement;
        Short, "try_lock/cores", Exclusion;
        TicketLock<Deaf>, "lock/oversubscribed", Progress;
        Robust, "guard/cores", Exclusion;
        Flag<Rooted>, "guard/cores", Exclusion;
        Flag<Anchored>, "guard/cores", Refinement;
    }
    all
}
