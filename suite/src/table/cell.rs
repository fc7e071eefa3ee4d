//! What a table is made of.

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub(super) text: String,
    pub(super) tone: Tone,
    /// Whether it ends where its column does.
    pub(super) right: bool,
}

/// How a cell is meant, which is how it is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// The name of a column.
    Header,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// To be kept in mind.
    Noted,
    /// As it should be, though it may not look so.
    Expected,
}

impl Cell {
    /// A cell that says `text`.
    pub fn new(text: impl ToString) -> Self {
        Self {
            text: text.to_string(),
            tone: Tone::Plain,
            right: false,
        }
    }

    /// A number, which ends where its column does.
    pub fn number(text: impl ToString) -> Self {
        Self {
            right: true,
            ..Self::new(text)
        }
    }

    /// This cell, meant so.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// `text` in the colour of `tone`, for a terminal.
pub(super) fn paint(text: &str, tone: Tone, coloured: bool) -> String {
    let code = match tone {
        Tone::Plain => "",
        Tone::Header => "1",
        Tone::Good => "32",
        Tone::Bad => "1;31",
        Tone::Noted => "33",
        Tone::Expected => "36",
    };
    if !coloured || code.is_empty() || text.is_empty() {
        return text.to_owned();
    }
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
