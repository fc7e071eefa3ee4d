//! Commands that a page tells to run are understood.

use clap::Parser;

use super::compared::Compared;
use super::page::Page;
use crate::cli::{Cli, Command};
use crate::gate::steps::Step;
use crate::model::filter;

/// How a command of ours begins.
const OURS: &str = "cargo xtask";

pub(super) fn compare(page: &Page, steps: &[Step], compared: &mut Compared) {
    let blocks = page.markdown.blocks.iter().flat_map(|block| {
        let lines = block.text.lines().enumerate();
        lines.map(|(index, text)| (block.line + index, text))
    });
    let codes = page.markdown.codes.iter();
    let codes = codes.map(|(line, code)| (*line, code.as_str()));
    for (line, text) in blocks.chain(codes) {
        let command = text.split(" #").next().unwrap_or(text);
        if let Some(begin) = command.find(OURS) {
            let arguments = command[begin + OURS.len()..].trim();
            if !arguments.contains(['…', '[', '<']) {
                compared.note(line, wrong(arguments, steps));
            }
        }
    }
}

/// What is wrong with `cargo xtask` followed by `arguments`.
fn wrong(arguments: &str, steps: &[Step]) -> Option<String> {
    let Some(words) = shlex::split(arguments) else {
        return Some(format!(
            "`{OURS} {arguments}` has a quote that does not end"
        ));
    };
    if words.is_empty() {
        return None;
    }
    match Cli::try_parse_from([OURS.to_owned()].into_iter().chain(words)) {
        Err(error) if error.use_stderr() => {
            let error = error.to_string();
            let first = error.lines().next().unwrap_or_default();
            Some(format!("`{OURS} {arguments}` is not understood: {first}"))
        }
        Ok(Cli {
            command: Command::Test(test),
            ..
        }) => {
            let names: Vec<String> = steps.iter().map(ToString::to_string).collect();
            let is_there = |word: &&String| names.iter().any(|name| filter::contains(name, word));
            let placeholder = |word: &&String| word.chars().all(char::is_uppercase);
            let mut words = test.filter.iter();
            let stranger = words.find(|word| !placeholder(word) && !is_there(word))?;
            Some(format!(
                "`{OURS} {arguments}`: no step matches `{stranger}`"
            ))
        }
        _ => None,
    }
}
