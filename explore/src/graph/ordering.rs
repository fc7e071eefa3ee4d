//! Orderings in files.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use std::sync::atomic::Ordering;

const NAMES: [(&str, Ordering); 5] = [
    ("relaxed", Ordering::Relaxed),
    ("acquire", Ordering::Acquire),
    ("release", Ordering::Release),
    ("acq-rel", Ordering::AcqRel),
    ("seq-cst", Ordering::SeqCst),
];

#[allow(clippy::trivially_copy_pass_by_ref)]
pub(crate) fn serialize<S: Serializer>(order: &Ordering, to: S) -> Result<S::Ok, S::Error> {
    let found = NAMES.iter().find(|(_, it)| it == order);
    to.serialize_str(found.map_or("unknown", |(name, _)| name))
}

pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Ordering, D::Error> {
    let name = String::deserialize(from)?;
    let found = NAMES.iter().find(|(it, _)| *it == name);
    found
        .map(|(_, order)| *order)
        .ok_or_else(|| D::Error::custom(format!("{name} is no memory ordering")))
}
