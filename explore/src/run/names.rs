//! The names that models give to their objects.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// `name`, kept for as long as the process runs. Every execution gives its objects the
/// same names, so there are few.
pub(super) fn kept(name: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(name) {
        return known;
    }
    let name: &'static str = Box::leak(name.into());
    kept.insert(name);
    name
}
