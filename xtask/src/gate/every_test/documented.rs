//! The tests in the documentation of a package's library.

use std::fs;
use std::path::PathBuf;

use crate::ground::package::Package;
use crate::ground::sources;
use crate::ground::stop::Stop;

/// Where a test in the documentation begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) source: PathBuf,
    /// The line with the mark that opens it.
    pub(super) line: usize,
}

/// The tests in the documentation of `package`; none, if that is not `tested`.
pub(super) fn tests(package: &Package, tested: bool) -> Result<Vec<Place>, Stop> {
    let mut places = Vec::new();
    if tested {
        for source in sources::files(&package.directory().join("src"), &["rs"])? {
            let text = fs::read_to_string(&source).map_err(|error| {
                Stop::io(format_args!("cannot read {}", source.display()), &error)
            })?;
            let mut all = lines(&text);
            for (line, name) in pages(&text) {
                let page = source.with_file_name(name);
                let page = fs::read_to_string(&page).map_err(|error| {
                    Stop::io(format_args!("cannot read {}", page.display()), &error)
                })?;
                let within = page.lines().map(|line| format!("//! {line}\n"));
                let within = lines(&within.collect::<String>()).into_iter();
                all.extend(within.map(|within| line + within - 1));
            }
            places.extend(all.into_iter().map(|line| Place {
                source: source.clone(),
                line,
            }));
        }
    }
    Ok(places)
}

/// The pages that `text` includes as documentation of an item: the line of the item's first
/// attribute, from 1, where to rustdoc the page begins; and the page's path.
fn pages(text: &str) -> Vec<(usize, &str)> {
    let mut pages = Vec::new();
    let mut attributes = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(attribute) = line.trim().strip_prefix("#[") else {
            attributes = 0;
            continue;
        };
        let included = attribute.strip_prefix("doc = include_str!(\"");
        if let Some((path, _)) = included.and_then(|it| it.split_once('"')) {
            pages.push((number - attributes, path));
        }
        attributes += 1;
    }
    pages
}

/// The lines of `text`, from 1, in which code that rustdoc tests begins.
fn lines(text: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut is_open = false;
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        let doc = ["///", "//!"]
            .iter()
            .find_map(|mark| text.strip_prefix(mark));
        let Some(doc) = doc.filter(|it| !it.starts_with('/')) else {
            is_open = false;
            continue;
        };
        if let Some(words) = doc.trim().strip_prefix("```") {
            if !is_open && is_tested(words) {
                lines.push(line);
            }
            is_open = !is_open;
        }
    }
    lines
}

/// Whether rustdoc tests code that is marked with these words.
fn is_tested(words: &str) -> bool {
    let known = |word: &str| {
        let is_code = word
            .strip_prefix('E')
            .is_some_and(|it| it.parse::<u32>().is_ok());
        let words = ["rust", "should_panic", "no_run", "compile_fail"];
        words.contains(&word) || word.starts_with("edition") || is_code
    };
    let words = words.split([',', ' ']).filter(|it| !it.is_empty());
    words.into_iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_included_is_found() {
        let text = "mod a;\n#[cfg(doctest)]\n  #[doc = include_str!(\"../README.md\")]\nmod b {}";
        assert_eq!(pages(text), [(2, "../README.md")]);
        assert!(pages("const A: &str = include_str!(\"a.txt\");").is_empty());
    }

    #[test]
    fn what_rustdoc_tests_is_found() {
        let text = "//! ```\n//! one\n//! ```\n\n/// ```text\n/// ```\n/// - list:\n///   \
                    ```compile_fail,E0080\n///   ```\nfn f() {}\n/// ```ignore\n/// ```\n\
                    // ```\n//// ```\n/// ```rust no_run\n";
        assert_eq!(lines(text), [1, 8, 15]);
    }
}
