//! What the pages say, compared with what there is and with what the programs print.
//!
//! | on a page | must be |
//! |---|---|
//! | a relative link | a file, and a heading of it |
//! | `` `folder/file` `` in a folder of the workspace | a file |
//! | `folder/file` in a source, in a comment or a message | a file |
//! | a line of code that begins with `cargo xtask` | a command that is understood, and steps that there are |
//! | a check's id, in a table or in a sentence | a check that was run, or is with `--deep` |
//! | a cell in the column of a checker, in a row that begins with a check's id | the check's executions (and the blocked ones), or part of its detail |
//! | a number before `<!-- CHECKER ID -->` | that check's executions |
//! | a block of code after `<!-- printed: NAME -->` | what the example printed |
//! | a block of code after `<!-- snapshot: FILE -->` | the pinned counterexample |
//! | a block of code after `<!-- curves: ARGUMENTS -->` | the tables of `cargo xtask curves` with them |
//! | a number before `<!-- figure: NAME -->` | that figure of the curves |
//! | a number before `<!-- image: NAME -->` | that figure of the image |
//! | the first column of a table, called `use` or `status` | every use of memory, every exit status of the image |

mod checks;
mod commands;
mod compared;
mod counts;
mod curves;
mod image;
mod in_source;
mod links;
mod markdown;
mod names;
mod page;
mod printed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::gate::steps::Step;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use compared::Compared;
pub(crate) use curves::Drawn;
use markdown::Markdown;
use page::Page;

pub(crate) use checks::Checks;

/// What the programs have said.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    /// What came of the checks, if all checkers have run.
    pub(crate) checks: Option<Checks<'a>>,
    /// What the examples printed, by `NAME CHECKER`, if all have run.
    pub(crate) printed: Option<&'a BTreeMap<String, String>>,
    /// The curves, if they were drawn.
    pub(crate) curves: Option<&'a Drawn>,
    /// The steps that there are.
    pub(crate) steps: &'a [Step],
}

/// The arguments of `cargo xtask curves` whose tables the pages of `workspace` show.
pub(crate) fn shown_curves(workspace: &Workspace) -> Result<BTreeSet<String>, Stop> {
    Ok(curves::shown(&read(workspace)?))
}

/// Looks at every page of `workspace`.
pub(crate) fn compare(workspace: &Workspace, evidence: &Evidence) -> Result<Compared, Stop> {
    let pages = read(workspace)?;
    let mut all = Compared::default();
    for page in &pages {
        let mut on_page = Compared::default();
        links::compare(workspace, &pages, page, &mut on_page);
        names::compare(workspace, page, evidence.checks, &mut on_page);
        image::compare(page, &mut on_page);
        commands::compare(page, evidence.steps, &mut on_page);
        if let Some(checks) = evidence.checks {
            counts::compare(page, checks, &mut on_page);
        }
        printed::compare(workspace, page, evidence.printed, &mut on_page);
        if let Some(drawn) = evidence.curves {
            curves::compare(page, drawn, &mut on_page);
        }
        all.add(&page.path, on_page);
    }
    in_source::compare(workspace, &mut all)?;
    Ok(all)
}

fn read(workspace: &Workspace) -> Result<Vec<Page>, Stop> {
    let files = sources::files(workspace.root(), &["md"])?;
    let page = |file: PathBuf| {
        let text = fs::read_to_string(&file)
            .map_err(|error| Stop::io(format_args!("cannot read {}", file.display()), &error))?;
        Ok(Page {
            path: workspace.shorten(&file).display().to_string(),
            markdown: Markdown::parse(&text),
        })
    };
    files.into_iter().map(page).collect()
}

#[cfg(test)]
mod tests;
