//! What a litmus test is.

/// A small program, and the outcomes it may have. An outcome is what the threads
/// return, thread by thread, and then what is left in memory: `10 0 x=1`.
#[derive(Debug)]
pub(crate) struct Litmus {
    /// The path of the test in this crate.
    pub(crate) path: &'static str,
    /// What the literature calls the shape of the program.
    pub(crate) shape: &'static str,
    /// Where the program or the rule is from.
    pub(crate) source: &'static str,
    /// The text of what the main thread does before it starts the others.
    pub(crate) first: &'static str,
    /// The text of each thread.
    pub(crate) threads: &'static [&'static str],
    /// How often a weak exchange of one thread may fail spuriously.
    pub(crate) spurious_failures: usize,
    /// The outcome that the test is about.
    pub(crate) asks: &'static str,
    /// The outcomes under RC11, as [`crate::outcome::expand`] reads them.
    pub(crate) rc11: &'static [&'static str],
    /// Those of them that are not sequentially consistent.
    pub(crate) sc_lacks: &'static [&'static str],
    /// The program; returns its outcome.
    pub(crate) program: fn() -> String,
}

impl Litmus {
    /// Its name: the path without the crate.
    pub(crate) fn name(&self) -> &'static str {
        self.path
            .split_once("::")
            .map_or(self.path, |(_, name)| name)
    }

    /// The one of `tests` that the function `function` is.
    pub(crate) fn of(tests: &'static [Self], function: &str) -> &'static Self {
        tests
            .iter()
            .find(|test| test.path.rsplit("::").next() == Some(function))
            .expect("the macro lists every test it makes")
    }
}
