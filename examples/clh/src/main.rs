//! The whole suite of the CLH lock, and of its known-bad twin.

use clh::{ClhLock, OwnNode};
use latchwork_suite::lock::ModelCpu;

latchwork_suite::suite! {
    ClhLock<ModelCpu, CPUS> as "ClhLock",
    OwnNode<ModelCpu, CPUS> as "OwnNode" => violates Progress,
}
