//! Transcripts are what the programs print.

use std::collections::BTreeMap;
use std::fs;

use super::compared::Compared;
use super::page::Page;
use crate::ground::workspace::Workspace;

/// What marks a transcript of an example.
const PRINTED: &str = "printed: ";

/// What marks a pinned counterexample.
const SNAPSHOT: &str = "snapshot: ";

/// The build without a checker: natively, no two runs count alike.
const NATIVE: &str = " native";

pub(super) fn compare(
    workspace: &Workspace,
    page: &Page,
    printed: Option<&BTreeMap<String, String>>,
    compared: &mut Compared,
) {
    for block in &page.markdown.blocks {
        let comment = block.comment.as_deref().unwrap_or_default();
        let wrong = if let Some(name) = comment.strip_prefix(PRINTED) {
            let Some(printed) = printed else {
                continue;
            };
            match printed.get(name) {
                Some(printed) if name.ends_with(NATIVE) => {
                    difference(&without_numbers(&block.text), &without_numbers(printed))
                }
                Some(printed) => difference(&block.text, printed),
                None => Some((0, format!("no example prints as `{name}`"))),
            }
        } else if let Some(file) = comment.strip_prefix(SNAPSHOT) {
            match fs::read_to_string(workspace.root().join(file)) {
                Ok(snapshot) => difference(&block.text, body(&snapshot)),
                Err(error) => Some((0, format!("cannot read {file}: {error}"))),
            }
        } else {
            continue;
        };
        let place = wrong.as_ref().map_or(0, |(index, _)| *index);
        compared.note(block.line + place, wrong.map(|(_, what)| what));
    }
}

/// The first line in which `page` differs from what was printed.
pub(super) fn difference(page: &str, printed: &str) -> Option<(usize, String)> {
    let printed = anstream::adapter::strip_str(printed).to_string();
    let (mut on_page, mut seen) = (page.trim_end().lines(), printed.trim().lines());
    for index in 0.. {
        let (line, said) = match (on_page.next(), seen.next()) {
            (None, None) => return None,
            (line, said) => (line.unwrap_or("(no line)"), said.unwrap_or("(no line)")),
        };
        if line.trim_end() != said.trim_end() {
            return Some((
                index,
                format!("the page has\n    {line}\n  and the program prints\n    {said}"),
            ));
        }
    }
    None
}

/// A snapshot without what its file begins with.
fn body(snapshot: &str) -> &str {
    let rest = snapshot.strip_prefix("---\n").unwrap_or(snapshot);
    rest.split_once("---\n").map_or(rest, |(_, body)| body)
}

/// `text` with `N` for each number.
fn without_numbers(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' if shown.ends_with('N') => {}
            '0'..='9' => shown.push('N'),
            c => shown.push(c),
        }
    }
    shown
}
