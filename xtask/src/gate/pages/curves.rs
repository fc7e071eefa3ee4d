//! Tables of curves, and figures of the curves in sentences, are those that are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::compared::Compared;
use super::page::Page;
use super::printed::difference;
use crate::curves::validate::Figures;

/// What marks the tables of a command, before its arguments.
const TABLES: &str = "curves: ";

/// What marks the number before it, before the figure's name.
const FIGURE: &str = "figure: ";

/// What was drawn.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// The tables that pages show, by the arguments of `cargo xtask curves`.
    pub(crate) tables: BTreeMap<String, String>,
    /// What pages quote, by its name.
    pub(crate) figures: Figures,
}

/// The arguments whose tables `pages` show.
pub(super) fn shown(pages: &[Page]) -> BTreeSet<String> {
    let blocks = pages.iter().flat_map(|page| &page.markdown.blocks);
    let arguments = blocks.filter_map(|block| block.comment.as_deref()?.strip_prefix(TABLES));
    arguments.map(str::to_owned).collect()
}

pub(super) fn compare(page: &Page, drawn: &Drawn, compared: &mut Compared) {
    for block in &page.markdown.blocks {
        let comment = block.comment.as_deref().unwrap_or_default();
        if let Some(arguments) = comment.strip_prefix(TABLES) {
            let wrong = match drawn.tables.get(arguments) {
                Some(tables) => difference(&block.text, tables),
                None => Some((0, format!("no curves were drawn with `{arguments}`"))),
            };
            let place = wrong.as_ref().map_or(0, |(index, _)| *index);
            compared.note(block.line + place, wrong.map(|(_, what)| what));
        }
    }
    for (line, word, comment) in &page.markdown.marked {
        if let Some(name) = comment.strip_prefix(FIGURE) {
            compared.note(*line, wrong_word(drawn.figures.get(name), name, word));
        }
    }
}

/// What is wrong with a word: it is the figure, with as many digits as it has.
fn wrong_word(figure: Option<&f64>, name: &str, word: &str) -> Option<String> {
    let Some(figure) = figure else {
        return Some(format!("there is no figure `{name}`"));
    };
    let number = word.replace('−', "-").replace('+', "");
    let number = number.trim_start_matches(|c: char| c != '-' && !c.is_ascii_digit());
    let digits = number.split_once('.').map_or(0, |(_, digits)| digits.len());
    let drawn = format!("{figure:.digits$}");
    (number != drawn).then(|| format!("`{name}`: the page has {word}, the curves have {drawn}"))
}
