//! What the locks of the image have counted, as a table.

use crate::ground::table::{NOTHING, Table, number, table as empty};
use crate::image::report::BootReport;

/// What the columns mean.
pub(super) const EXPLANATION: &str = "Contended: acquisitions that found the lock taken. Times \
     are of an acquisition, and of holding, on average and at most; those of virtual CPUs that \
     share a core are the host's, too. The locks that are called by their types are acquired by \
     all CPUs at once, the others by the kernel.";

/// The locks, a row each.
pub(super) fn table(report: &BootReport) -> Table {
    let mut table = empty(&[
        "lock",
        "acquisitions",
        "contended",
        "wait, mean",
        "longest",
        "hold, mean",
        "longest",
    ]);
    let time = |ticks: f64| match report.ticks_per_second {
        Some(rate) => number(microseconds(ticks / rate as f64)),
        None => number(NOTHING),
    };
    for lock in &report.statistics {
        let mean = |all: u64| time(all as f64 / lock.acquisitions.max(1) as f64);
        let share = lock.contended as f64 / lock.acquisitions.max(1) as f64;
        table.row([
            lock.lock.as_str().into(),
            number(lock.acquisitions),
            number(format!("{:.0} %", 100.0 * share)),
            mean(lock.waited),
            time(lock.longest_wait as f64),
            mean(lock.held),
            time(lock.longest_hold as f64),
        ]);
    }
    table
}

fn microseconds(seconds: f64) -> String {
    format!("{:.2} µs", seconds * 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::child::Exit;
    use crate::ground::table::tests::fits_every_terminal;
    use crate::image::report::tests::report;
    use crate::image::serial::Statistics;

    #[test]
    fn means_are_of_an_acquisition() {
        let mut boot = report(4, 2, &Exit::Status(33));
        boot.statistics = vec![Statistics {
            lock: "console".to_owned(),
            acquisitions: 8,
            contended: 2,
            waited: 16,
            longest_wait: 9,
            held: 24,
            longest_hold: 12,
        }];
        let table = table(&boot);
        let text = table.plain(None);
        // The machine's counter advances a million times in a second.
        for words in [
            "console",
            "25 %",
            "2.00 µs",
            "9.00 µs",
            "3.00 µs",
            "12.00 µs",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        fits_every_terminal(&table);
    }
}
