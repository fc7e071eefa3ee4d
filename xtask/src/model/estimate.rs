//! How far an exploration is, for people.

use indicatif::HumanCount;
use latchwork_suite::report::Estimate;

/// `9,120 of about 17,700 ± 900 executions`; without an estimate, or once that many are
/// exceeded, `9,120 executions`.
pub(crate) fn show(executions: u64, estimate: Option<Estimate>) -> String {
    let so_far = HumanCount(executions);
    let useful = |it: &Estimate| {
        let sound = it.executions.is_finite() && it.spread.is_finite() && it.spread >= 0.0;
        sound && it.executions > executions as f64
    };
    match estimate.filter(useful) {
        None => format!("{so_far} executions"),
        Some(estimate) => {
            let Estimate { executions, spread } = estimate;
            let unit = unit(spread).min(unit(executions)).max(1.0);
            let (all, spread) = (rounded(executions, unit), rounded(spread, unit));
            format!("{so_far} of about {all} ± {spread} executions")
        }
    }
}

/// The power of ten of the first digit of `number`; of the second, if the first is 1.
fn unit(number: f64) -> f64 {
    if number <= 0.0 {
        return 1.0;
    }
    let magnitude = number.log10().floor();
    let first_is_one = number / 10f64.powf(magnitude) < 2.0;
    10f64.powf(magnitude - f64::from(u8::from(first_is_one)))
}

fn rounded(number: f64, unit: f64) -> HumanCount {
    HumanCount(((number / unit).round() * unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(executions: u64, all: f64, spread: f64) -> String {
        let executions_in_all = Estimate {
            executions: all,
            spread,
        };
        show(executions, Some(executions_in_all))
    }

    #[test]
    fn an_estimate_has_no_more_digits_than_it_means() {
        for (all, spread, text) in [
            (17_684.3, 912.4, "17,700 ± 900"),
            (17_684.3, 1_234.0, "17,700 ± 1,200"),
            (17_684.3, 47.0, "17,680 ± 50"),
            (90.0, 0.0, "90 ± 0"),
            (90.4, 0.3, "90 ± 0"),
            (480.0, 3_200.0, "500 ± 3,200"),
            (1.23e12, 4.56e11, "1,200,000,000,000 ± 500,000,000,000"),
        ] {
            let shown = shown(17, all, spread);
            assert_eq!(shown, format!("17 of about {text} executions"));
        }
    }

    #[test]
    fn an_estimate_that_was_wrong_is_not_shown() {
        assert_eq!(show(9_120, None), "9,120 executions");
        assert_eq!(shown(9_120, 9_000.0, 10.0), "9,120 executions");
        for nonsense in [f64::NAN, f64::INFINITY, -1.0] {
            assert_eq!(shown(9_120, nonsense, 1.0), "9,120 executions");
            assert_eq!(shown(9_120, 1e4, nonsense), "9,120 executions");
        }
    }
}
