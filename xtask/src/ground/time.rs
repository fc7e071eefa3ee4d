//! Times, for people.

use std::time::Duration;

/// `1.2 ms` below a tenth of a second, `0.12 s` below a minute, `2m 5s` above.
pub(crate) fn show(seconds: f64) -> String {
    if seconds < 0.1 {
        format!("{:.1} ms", seconds * 1000.0)
    } else if seconds < 60.0 {
        format!("{seconds:.2} s")
    } else {
        limit(Duration::from_secs_f64(seconds.round()))
    }
}

/// A time limit, as it was given.
pub(crate) fn limit(limit: Duration) -> String {
    humantime::format_duration(limit).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_fractions_and_long_ones_units() {
        assert_eq!(show(0.0123), "12.3 ms");
        assert_eq!(show(0.1234), "0.12 s");
        assert_eq!(show(59.994), "59.99 s");
        assert_eq!(show(125.4), "2m 5s");
        assert_eq!(limit(Duration::from_secs(600)), "10m");
    }
}
