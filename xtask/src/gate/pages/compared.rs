//! What was compared.

/// What a comparison came to.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Places that were compared.
    pub(crate) count: usize,
    /// What is wrong, with its place.
    pub(crate) wrong: Vec<String>,
}

impl Compared {
    /// Adds what was found in `file`.
    pub(super) fn add(&mut self, file: &str, found: Compared) {
        self.count += found.count;
        let place = |what| format!("{file}:{what}");
        self.wrong.extend(found.wrong.into_iter().map(place));
    }

    /// Notes that the place in `line` was compared, and what is wrong with it, if
    /// anything is.
    pub(super) fn note(&mut self, line: usize, wrong: Option<String>) {
        self.count += 1;
        self.wrong
            .extend(wrong.map(|what| format!("{line}: {what}")));
    }
}
