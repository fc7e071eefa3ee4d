//! Medians and Jain's index.

/// The value that a share `q` (0 to 1) of the sorted `values` does not exceed,
/// interpolated between neighbours.
///
/// # Panics
///
/// If there are no values, or one is not a number.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).expect("measurements are numbers"));
    let place = q * (sorted.len() - 1) as f64;
    let below = sorted[place.floor() as usize];
    let above = sorted[place.ceil() as usize];
    below + (above - below) * place.fract()
}

/// The middle one of `values`.
///
/// # Panics
///
/// If there are no values, or one is not a number.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Jain's fairness index of the shares that n threads got: 1 if they are equal,
/// 1/n if one thread got everything (Jain, Chiu and Hawe, DEC-TR-301, 1984).
///
/// No shares, or nothing shared, is fair.
pub fn jain(shares: &[u64]) -> f64 {
    let sum: f64 = shares.iter().map(|&share| share as f64).sum();
    let squares: f64 = shares.iter().map(|&share| (share as f64).powi(2)).sum();
    if squares == 0.0 {
        return 1.0;
    }
    sum * sum / (shares.len() as f64 * squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(median(&values), 2.5);
        assert_eq!(quantile(&values, 0.0), 1.0);
        assert_eq!(quantile(&values, 1.0), 4.0);
        assert_eq!(median(&[7.0]), 7.0);
    }

    #[test]
    fn jain_is_one_for_equal_shares_and_one_nth_for_a_monopoly() {
        assert_eq!(jain(&[5, 5, 5, 5]), 1.0);
        assert_eq!(jain(&[20, 0, 0, 0]), 0.25);
        assert_eq!(jain(&[]), 1.0);
        assert_eq!(jain(&[0, 0]), 1.0);
    }
}
