//! The machines that come with this crate.

const MACHINES: [(&str, &str); 5] = [
    ("opteron48", include_str!("../../machines/opteron48.toml")),
    ("i7_4core", include_str!("../../machines/i7_4core.toml")),
    ("xeon80", include_str!("../../machines/xeon80.toml")),
    ("epyc2x64", include_str!("../../machines/epyc2x64.toml")),
    ("epyc4x64", include_str!("../../machines/epyc4x64.toml")),
];

/// The file of the machine called `name`.
pub(super) fn text(name: &str) -> Option<&'static str> {
    let (_, text) = MACHINES.iter().find(|(known, _)| *known == name)?;
    Some(text)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    MACHINES.iter().map(|(name, _)| *name)
}
