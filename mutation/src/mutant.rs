//! What a mutant is.

use std::fmt;
use std::ops::Range;

use serde::Serialize;
use syn::Stmt;
use syn::spanned::Spanned;

use crate::shown::range;

/// What is mutated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A memory ordering is weakened.
    Ordering,
    /// What the code does is changed.
    Logic,
    /// What is computed at compile time is changed.
    Constant,
    /// What is demanded of a type, or promised of one, is changed.
    Bound,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Ordering, Self::Logic, Self::Constant, Self::Bound];

    /// Whether a mutant can be switched on when the program runs. Any other is a program
    /// of its own.
    pub fn is_switched(self) -> bool {
        matches!(self, Kind::Ordering | Kind::Logic)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Ordering => "ordering",
            Kind::Logic => "logic",
            Kind::Constant => "constant",
            Kind::Bound => "bound",
        })
    }
}

/// One small mistake that could be in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What is mutated.
    pub kind: Kind,
    /// The source, from the root of the workspace.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The type whose `impl` it is in.
    pub object: Option<String>,
    /// What is done to what.
    pub what: String,
    /// The code as it is.
    pub from: String,
    /// The code as it would be.
    pub to: String,
    /// Why it may survive, as the source argues.
    pub argument: Option<String>,
    /// How the source changes.
    pub edits: Vec<Edit>,
}

impl Mutant {
    /// Where it is: file and line.
    pub fn site(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// What kind of mistake it is, whatever it is made in.
    pub fn class(&self) -> &str {
        match self.kind {
            Kind::Ordering => "weaken the ordering",
            _ => &self.what,
        }
    }

    /// `text`, its source, with the mistake in it.
    pub fn made_in(&self, text: &str) -> String {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| edit.range.start);
        let mut made = text.to_owned();
        for edit in edits.into_iter().rev() {
            made.replace_range(edit.range.clone(), &edit.text);
        }
        made
    }
}

/// A change that a mutation operator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// In this line.
    pub(crate) line: usize,
    /// What it does.
    pub(crate) what: &'static str,
    /// The code as it is.
    pub(crate) from: String,
    /// The code as it would be.
    pub(crate) to: String,
    /// How the source changes.
    pub(crate) edits: Vec<Edit>,
}

/// A change of a source, by the bytes that it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; nothing, if it is empty.
    pub range: Range<usize>,
    /// What stands there.
    pub form: Form,
    /// What replaces it.
    pub text: String,
}

impl Edit {
    /// `text` for an expression.
    pub(crate) fn expression(node: &impl Spanned, text: String) -> Self {
        Self {
            range: range(node),
            form: Form::Expression,
            text,
        }
    }

    /// `text` for a statement.
    pub(crate) fn replaced(statement: &Stmt, text: String) -> Self {
        Self {
            range: range(statement),
            form: Form::Statements,
            text,
        }
    }

    /// `text` for anything that is no expression and no statement.
    pub(crate) fn tokens(range: Range<usize>, text: String) -> Self {
        Self {
            range,
            form: Form::Tokens,
            text,
        }
    }

    /// `text`, which is statements, between two.
    pub(crate) fn inserted(at: usize, text: String) -> Self {
        Self {
            range: at..at,
            form: Form::Statements,
            text,
        }
    }
}

/// The syntax of what is replaced, and of what replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An expression.
    Expression,
    /// Statements, perhaps none.
    Statements,
    /// Anything else: what holds it is a program of its own.
    Tokens,
}
