//! What is measured, as a table.

use crate::table::{Cell, Table};
use latchwork_coherence::contest::Measured;

/// The rows of `all`, which were measured on one machine.
pub(super) fn table(all: &[Measured]) -> Table {
    let columns = [
        "lock",
        "CPUs",
        "inside",
        "outside",
        "acquisitions/s",
        "cycles",
        "Jain",
        "p50",
        "p99",
        "longest",
        "bypass",
        "transfers",
    ];
    let mut table = Table::new(columns).keeping(&["lock", "CPUs", "acquisitions/s", "Jain"]);
    for it in all {
        let point = &it.point;
        let settled = if it.settled { "" } else { ", not settled" };
        table.row([
            Cell::new(&point.lock),
            Cell::new(point.cpus.to_string()),
            Cell::new(point.critical_section.to_string()),
            Cell::new(point.outside.to_string()),
            Cell::new(format!("{:.2} M{settled}", it.throughput / 1e6)),
            Cell::new(format!("{:.0}", it.cycles)),
            Cell::new(format!("{:.2}", it.jain)),
            Cell::new(it.p50.to_string()),
            Cell::new(it.p99.to_string()),
            Cell::new(it.longest.to_string()),
            Cell::new(it.bypass.to_string()),
            Cell::new(format!("{:.2}", it.transfers.total())),
        ]);
    }
    table
}
