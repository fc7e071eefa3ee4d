//! Which lock must do what.

use crate::twins::flag::{
    AlwaysTries, Anchored, Discreet, FailureFrees, Flag, NeverTries, Open, Rooted, Steps, Stuck,
    Waits,
};
use crate::twins::queue::{Barging, LastCome, Queue};
use crate::twins::robust::Robust;
use latchwork_lock::{McsLock, TicketLock, TtasLock};
use latchwork_suite::lock::{CPUS, ModelCpu, checks};
use latchwork_suite::suite::control;
use latchwork_suite::{Check, Property};

/// The locks, and a control for each way in which a check can fail.
pub(crate) fn all() -> Vec<Check> {
    let mut all = Vec::new();
    all.extend(checks::<TtasLock>("TtasLock"));
    all.extend(checks::<TicketLock>("TicketLock"));
    all.extend(checks::<McsLock<ModelCpu, CPUS>>("McsLock"));
    macro_rules! rejected {
        ($($twin:ty, $what:literal, $property:ident;)*) => {$(
            // By this check alone, whatever the others say.
            let mut by = checks::<$twin>(stringify!($twin));
            by.retain(|check| check.description.id.ends_with(concat!("/", $what)));
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
        Robust, "guard/cores", Exclusion;
        Flag<Rooted>, "guard/cores", Exclusion;
        Flag<Anchored>, "guard/cores", Refinement;
    }
    all
}
