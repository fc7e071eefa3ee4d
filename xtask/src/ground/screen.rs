//! Progress: bars on a terminal, a line for each finished piece of work in a pipe.
//!
//! Progress goes to standard error; standard output carries results only.

use std::fmt;
use std::time::Duration;

use crate::ground::output;
use indicatif::{
    HumanCount, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState,
    ProgressStyle,
};

/// Where progress is shown.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    bars: MultiProgress,
    verbose: bool,
    lines: bool,
}

impl Screen {
    /// The terminal, if standard error is one.
    pub(crate) fn new(verbose: bool) -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        Self {
            bars,
            verbose,
            lines: true,
        }
    }

    /// This screen for work that is part of a larger piece, which has its own line.
    pub(crate) fn without_lines(&self) -> Self {
        Self {
            lines: false,
            ..self.clone()
        }
    }

    /// Whether the output of programs is shown even if all is well.
    pub(crate) fn verbose(&self) -> bool {
        self.verbose
    }

    /// Something that runs for a time nobody knows. It disappears when dropped.
    pub(crate) fn spinner(&self, label: &str) -> ProgressBar {
        let style = "{spinner} {prefix} {elapsed:.dim}  {wide_msg:.dim}";
        self.add(ProgressBar::new_spinner(), label, style)
    }

    /// A check that runs; its message says how far it is, its position is the number of
    /// executions so far.
    pub(crate) fn executions(&self, label: &str) -> ProgressBar {
        let style = "{spinner} {prefix}  {msg}  {rate:.dim}  {elapsed:.dim}";
        self.add(ProgressBar::new_spinner(), label, style)
    }

    /// Progress through `length` pieces of work.
    pub(crate) fn bar(&self, label: &str, length: usize) -> ProgressBar {
        let style = "{prefix} {wide_bar:.cyan/dim} {pos}/{len}  {elapsed}";
        self.add(ProgressBar::new(length as u64), label, style)
    }

    fn add(&self, bar: ProgressBar, label: &str, style: &str) -> ProgressBar {
        let rate = |state: &ProgressState, into: &mut dyn fmt::Write| {
            // A bar that cannot be drawn is no reason to stop.
            let _ = write!(into, "{}/s", HumanCount(state.per_sec() as u64));
        };
        let style = ProgressStyle::with_template(style).expect("the templates above are valid");
        let style = style.with_key("rate", rate);
        let bar = bar
            .with_prefix(label.to_owned())
            .with_style(style)
            .with_finish(ProgressFinish::AndClear);
        let bar = self.bars.add(bar);
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// Says something that the user should see in any case, a command that changes the
    /// machine for instance.
    pub(crate) fn say(&self, text: &str) {
        self.bars.suspend(|| anstream::eprintln!("{text}"));
    }

    /// Says that a piece of work is done: where there are no bars, this is the progress.
    pub(crate) fn finished(&self, text: &str) {
        if self.lines && self.bars.is_hidden() {
            anstream::eprintln!("{text}");
        }
    }

    /// Prints a line of the result, above the bars.
    pub(crate) fn print(&self, text: &str) {
        self.bars.suspend(|| output::line(text));
    }
}
