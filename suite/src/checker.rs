//! The checker that this crate is built for.

/// Its name, which is also the `--cfg` of the build; `native` in a build for none.
pub const NAME: &str = if cfg!(loom) {
    "loom"
} else if cfg!(shuttle) {
    "shuttle"
} else if cfg!(explore) {
    "explore"
} else {
    "native"
};

const LOOM: &str = "0.7.3";
const SHUTTLE: &str = "0.9.9";
/// The explorer has the workspace's version, as this crate does.
const EXPLORE: &str = env!("CARGO_PKG_VERSION");

/// Its version: what one version saves, another may not be able to read.
pub const VERSION: &str = if cfg!(loom) {
    LOOM
} else if cfg!(shuttle) {
    SHUTTLE
} else if cfg!(explore) {
    EXPLORE
} else {
    "none"
};

/// The memory model that says which executions there are.
pub const MEMORY_MODEL: &str = if cfg!(loom) {
    "acquire and release"
} else if cfg!(shuttle) {
    "sequential consistency"
} else if cfg!(explore) {
    "RC11"
} else {
    "the host's"
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn versions_are_those_in_the_workspaces_table_of_dependencies() {
        // From the package's root, where cargo runs tests.
        let table = fs::read_to_string("../Cargo.toml").expect("the workspace's manifest");
        for (checker, version) in [("loom", LOOM), ("shuttle", SHUTTLE)] {
            let pinned = table.lines().find(|line| line.starts_with(checker));
            let pinned = pinned.expect("the checker is a dependency");
            assert!(pinned.contains(&format!("\"={version}\"")), "{pinned}");
        }
    }
}
