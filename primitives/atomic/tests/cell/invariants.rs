//! The invariant of a value must hold when it is given up, and only then.

use crate::failure::failure;
use latchwork_atomic::{Invariant, UnsafeCell, model};

/// At most 2.
struct Few(u32);

impl Invariant for Few {
    fn invariant(&self) -> Result<(), &'static str> {
        match self.0 > 2 {
            true => Err("it is more than 2"),
            false => Ok(()),
        }
    }
}

/// A CPU takes the cell, makes its value each of `values`, and gives it up.
fn given_up(cell: fn(Few) -> UnsafeCell<Few>, values: &'static [u32]) -> Option<String> {
    failure(move || {
        let work = move |_cpu| {
            let cell = cell(Few(0));
            cell.pull();
            for &value in values {
                // SAFETY: nobody else has the cell.
                cell.with_mut(|few| unsafe { (*few).0 = value });
            }
            cell.push();
        };
        model::run(1, work, || ());
    })
}

#[test]
fn a_broken_invariant_is_found_when_it_is_given_up() {
    let words = given_up(UnsafeCell::checked, &[2, 3]).expect("it is rejected");
    assert!(
        words.contains("invariant: it is more than 2, when CPU 0 gave it up"),
        "{words}"
    );
}

#[test]
fn an_invariant_may_be_broken_in_between_and_where_none_is_checked() {
    assert_eq!(given_up(UnsafeCell::checked, &[3, 2]), None);
    assert_eq!(given_up(UnsafeCell::new, &[3]), None);
}

/// Whoever only shares a value has not changed it, and whoever does not own it may not
/// look: a mistake in who gives it up is told before one in what it holds.
#[test]
fn an_invariant_is_looked_at_by_the_owner_alone() {
    let shared = failure(|| {
        let work = |_cpu| {
            let cell = UnsafeCell::checked(Few(3));
            cell.pull_shared();
            cell.push_shared();
        };
        model::run(1, work, || ());
    });
    assert_eq!(shared, None);
    let not_owned = failure(|| {
        let work = |_cpu| UnsafeCell::checked(Few(3)).push();
        model::run(1, work, || ());
    });
    let words = not_owned.expect("it is rejected");
    assert!(
        words.contains("gives up what nobody has ever taken"),
        "{words}"
    );
}
