//! The whole suite of the compact NUMA-aware lock, and of its known-bad twin.

use cna::{CnaLock, LostQueue};
use latchwork_suite::lock::ModelCpu;

latchwork_suite::suite! {
    // Whoever is set aside is passed at most once.
    CnaLock<ModelCpu, CPUS, 1> as "CnaLock",
    LostQueue<ModelCpu, CPUS, 1> as "LostQueue" => violates Progress,
}
