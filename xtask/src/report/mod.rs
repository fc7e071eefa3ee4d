//! The page that `certify` writes: one file, which needs nothing else to be read.

mod boot;
mod checks;
mod claims;
mod controls;
mod curve_svg;
mod findings;
mod headline;
mod layers;
mod layers_svg;
mod mutants;
mod part;
mod source;

use std::path::PathBuf;

use maud::{Markup, html};

use self::findings::Findings;
use self::mutants::Mutants;
use crate::ground::results;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::image::report::BootReport;
use crate::model::explore::Explored;
use crate::page::document;

/// Writes the page; where.
pub(crate) fn write(
    workspace: &Workspace,
    explored: &Explored,
    boot: &BootReport,
) -> Result<PathBuf, Stop> {
    let findings = Findings {
        explored,
        boot,
        mutants: Mutants::read(&workspace.results())?,
        source: source::describe(workspace),
    };
    let file = workspace.results().join("report").join("index.html");
    results::write_text(&file, &page(&findings).into_string())?;
    Ok(file)
}

/// The sections: the anchor, the title, the content.
fn sections(findings: &Findings) -> [(&'static str, &'static str, Markup); 7] {
    let outcomes = &findings.explored.outcomes;
    [
        (
            "layers",
            "Layers",
            layers::section(&findings.explored.layers),
        ),
        (
            "checks",
            "Checks",
            checks::section(&findings.explored.layers, outcomes),
        ),
        ("controls", "Controls", controls::section(outcomes)),
        ("mutants", "Mutants", mutants::section(&findings.mutants)),
        ("boot", "Boot", boot::section(findings.boot)),
        ("curve", "Curve", boot::curve(findings.boot)),
        (
            "claims",
            "What is not claimed",
            claims::section(findings.boot),
        ),
    ]
}

fn page(findings: &Findings) -> Markup {
    let sections = sections(findings);
    let body = html! {
        header { (headline::of(findings)) }
        nav aria-label="Sections" {
            @for (anchor, title, _) in &sections {
                a href={ "#" (anchor) } { (title) }
            }
        }
        main {
            (headline::surprises(&findings.explored.outcomes, findings.boot))
            @for (anchor, title, content) in &sections {
                section id=(anchor) {
                    h2 { (title) }
                    (content)
                }
            }
        }
    };
    document("Latchwork: what was checked", body)
}

#[cfg(test)]
mod tests;
