//! The locks: a folder each, with its table and its known-bad twins.

mod counted;
mod forced;
mod interrupted;
mod mcs;
mod order_graph;
mod policy;
mod protocol;
mod relax;
mod rows;
mod section;
mod specification;
mod stealing;
mod subjects;
mod switched;
mod ticket;
mod timed;
mod ttas;

use crate::table::Object;
use latchwork_lock::for_each_lock;
use latchwork_suite::lock::ModelCpu;

/// A lock of [`for_each_lock!`] that has a table.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a lock of `for_each_lock!`, and has no table of checks",
    note = "implement `Registered` for it in a folder of its own under checks/src/lock"
)]
trait Registered {
    /// The lock called `name`, with its table.
    fn object(name: &'static str) -> Object;
}

macro_rules! registered {
    ([] $($name:ident: $lock:ty),*) => {
        [$(<$lock as Registered>::object(stringify!($name))),*]
    };
}

/// Every lock, and what stands for locks.
pub(crate) fn objects() -> Vec<Object> {
    // Its rows make a lock for as many CPUs as their clients have.
    let locks = for_each_lock!(registered[], ModelCpu, 1);
    let others = [
        counted::object(),
        forced::object(),
        interrupted::object(),
        switched::object(),
        policy::object(),
        relax::object(),
        section::object(),
        order_graph::object(),
        specification::object(),
        timed::object(),
        protocol::object(),
    ];
    locks.into_iter().chain(others).collect()
}
