//! What stands on the hardware layer's traits, over its model.

mod claim;
mod halt;
mod translation;

use crate::table::Object;

/// The halt, and translations, each with its table.
pub(crate) fn objects() -> [Object; 2] {
    [halt::object(), translation::object()]
}
