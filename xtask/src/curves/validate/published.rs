//! What was published. "Read off" a figure is give or take 3 to 5 %.

/// Boyd-Wickizer, Kaashoek, Morris and Zeldovich, "Non-scalable locks are dangerous", OLS
/// 2012: eight Opteron 8431, 48 cores. Figure 10, read off.
pub(super) const OLS_FIGURE_10: &str = "OLS 2012, Figure 10";

/// The CPUs of the points that were read off Figure 10.
pub(super) const CPUS: [usize; 9] = [2, 3, 4, 6, 8, 12, 24, 36, 48];

/// Acquisitions a millisecond of the ticket lock: OLS 2012, Figure 10.
pub(super) const TICKET: [f64; 9] = [
    1510.0, 1340.0, 1120.0, 800.0, 610.0, 440.0, 230.0, 155.0, 110.0,
];

/// Acquisitions a millisecond of the MCS lock: OLS 2012, Figure 10.
pub(super) const MCS: [f64; 9] = [
    1375.0, 1400.0, 1475.0, 1300.0, 1310.0, 1400.0, 1400.0, 1400.0, 1420.0,
];

/// Acquisitions a millisecond of the CLH lock: OLS 2012, Figure 10.
pub(super) const CLH: [f64; 9] = [
    1500.0, 1710.0, 1690.0, 1470.0, 1450.0, 1550.0, 1550.0, 1550.0, 1500.0,
];

/// Acquisitions a millisecond with 48 CPUs of the ticket lock that waits in proportion to
/// its place, and of the K42 lock: OLS 2012, Figure 10.
pub(super) const PROPORTIONAL_48: f64 = 900.0;
pub(super) const K42_48: f64 = 890.0;

/// Figures 8 and 9 of OLS 2012, the measured ticket lock, read off.
pub(super) const OLS_FIGURES_8_9: &str = "OLS 2012, Figures 8 and 9";

/// The speedup of programs of which a part is serial.
#[derive(Debug)]
pub(super) struct Collapse {
    /// Cycles of the serial part.
    pub(super) serial: u64,
    /// The serial part, in thousandths of the program.
    pub(super) per_mille: u64,
    /// The CPUs with the largest speedup.
    pub(super) peak: usize,
    /// By how much the speedup falls within a CPU or two behind the peak; none if it does
    /// not collapse.
    pub(super) drop: Option<f64>,
    /// The speedup with 48 CPUs.
    pub(super) at_48: f64,
}

const fn collapse(
    serial: u64,
    per_mille: u64,
    peak: usize,
    drop: Option<f64>,
    at_48: f64,
) -> Collapse {
    Collapse {
        serial,
        per_mille,
        peak,
        drop,
        at_48,
    }
}

/// OLS 2012, Figures 8 and 9: 8.5 at 9 and 4 at 10; 12 at 12 and 5.3 at 13; 28 at 28 and 11
/// at 30; 41 at 41 and 19 at 42; 22 at 23 and 11 at 24; no collapse.
pub(super) const COLLAPSES: [Collapse; 6] = [
    collapse(400, 32, 9, Some(2.1), 0.6),
    collapse(400, 20, 12, Some(2.3), 1.0),
    collapse(400, 4, 28, Some(2.5), 5.0),
    collapse(400, 2, 41, Some(2.2), 12.0),
    collapse(1600, 20, 23, Some(2.0), 3.8),
    collapse(25_600, 20, 48, None, 48.0),
];

/// Figure 11 of OLS 2012: cycles of an acquisition and a release by one CPU, the ticket
/// lock's and the MCS lock's.
pub(super) const OLS_FIGURE_11: &str = "OLS 2012, Figure 11";
pub(super) const TICKET_ALONE: f64 = 21.1 + 2.4;
pub(super) const MCS_ALONE: f64 = 25.6 + 27.4;

/// David, Guerraoui and Trigonakis, "Everything you always wanted to know about
/// synchronization but were afraid to ask", SOSP 2013, Figure 5, read off: millions of
/// acquisitions a second of the MCS lock, with 80 CPUs of the Xeon.
pub(super) const SOSP_FIGURE_5: &str = "SOSP 2013, Figure 5";
pub(super) const XEON_MCS_80: f64 = 1.5;

/// How much slower two CPUs are than one, together: from 22 to about 2.5 million
/// acquisitions a second of the best lock, on the Opteron.
pub(super) const SECOND_CPU: f64 = 8.8;

/// What the ticket lock that waits in proportion to its place reaches of the MCS lock with
/// the 48 CPUs of the Opteron: 0.65 of 1.5 in SOSP 2013, Figure 5.
pub(super) const PROPORTIONAL_OF_MCS: f64 = 0.43;

/// Kogan, "Add NUMA-awareness to qspinlock", version 4, LKML 2019: on four Xeon E7-8895v3
/// the MCS lock of Linux falls from 4.06 to 1.97 million operations a second between 16
/// and 72 threads, and CNA from 4.21 to 3.95, or not at all (open1: 1.68 to 1.74).
pub(super) const LKML_CNA: &str = "LKML 2019, CNA";
pub(super) const STEP: f64 = 2.0;

/// Mellor-Crummey and Scott, TOCS 9(1), 1991, show that an acquisition of the MCS lock takes
/// a constant number of transfers; which, and those of the ticket lock, are counted by
/// hand from the source, while all CPUs contend all the time.
pub(super) const DERIVED: &str = "TOCS 1991, and counted by hand";
