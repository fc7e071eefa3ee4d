//! The list of objects.

use crate::table::{Checker, Object, gaps};
use crate::{hardware, lock, queue};
use latchwork_suite::Check;

/// Every object, with its table.
fn all() -> Vec<Object> {
    let mut objects = lock::objects();
    objects.extend([queue::object(), hardware::object()]);
    objects
}

/// The checks that `checker`, for which this is built, makes of every object.
///
/// # Errors
///
/// What is missing in the objects' tables, or cannot be, a line each.
pub(crate) fn checks(checker: Checker) -> Result<Vec<Check>, Vec<String>> {
    let objects = all();
    let wrong = gaps(&objects);
    match wrong.is_empty() {
        true => Ok(objects.iter().flat_map(|it| it.checks(checker)).collect()),
        false => Err(wrong),
    }
}
