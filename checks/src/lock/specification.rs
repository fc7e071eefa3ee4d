//! What stands for the locks in the layers above: it must do what they do.

use super::rows::{SMALL, sampled};
use super::subjects::client;
use crate::table::{Checker, Gap, Object, all};
use latchwork_suite::SpecLock;
use latchwork_suite::lock::Client;

/// The specification of the locks as a lock, for modules that try and for those that
/// do not.
pub(super) fn object() -> Object {
    let lock = |cpus, rounds| client::<SpecLock>("SpecLock", Client::lock(cpus, rounds));
    let tried = |it| client::<SpecLock<true>>("SpecLock<true>", it);
    let mut rows = vec![
        //              explorer  loom   shuttle
        lock(2, 2).by(all(), all(), SMALL),
        lock(3, 2).by(all(), all(), SMALL),
        lock(4, 1).by(all(), all(), SMALL),
        tried(Client::lock(2, 2)).by(all(), all(), SMALL),
        tried(Client::try_lock(2, 2)).by(all(), all(), SMALL),
        tried(Client::try_lock(3, 1)).by(all(), all(), SMALL),
    ];
    rows.extend(sampled::<SpecLock<true>>("SpecLock<true>"));
    let twin = "its twin is BiasedLock, over which the queue's comparison fails";
    let environment = "it is one step of the checker's: there is no code to hold against others";
    Object::new("SpecLock", rows)
        .without(Gap::Twin(Checker::Explore), twin)
        .without(Gap::Twin(Checker::Loom), twin)
        .without(Gap::Twin(Checker::Shuttle), twin)
        .without(Gap::Environment, environment)
}
