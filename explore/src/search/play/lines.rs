//! Places in the source, as they are told.

use super::playing::Place;

/// The places, one after the other.
pub(crate) fn lines(places: &[Place]) -> String {
    let lines: Vec<String> = places.iter().map(ToString::to_string).collect();
    lines.join(", ")
}
